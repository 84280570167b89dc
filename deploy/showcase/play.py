"""`kaiban showcase`: plays the sample classes on a running suite, and says where to look."""

import sys

from contracts.refusals import Refusal
from deploy.showcase import in_session, waiting
from deploy.showcase.college.contracted_class import carry_contracted_through, contracted_ending
from deploy.showcase.development_class import carry_through, ending
from deploy.showcase.stage import Stage, stage
from kit.settings import Settings


def main() -> int:
    """Carry the classes on; a second start goes on where the first one stopped."""
    settings = Settings()
    with stage(settings.address, settings.var, say=_say) as opened:
        try:
            _play(opened)
        except KeyboardInterrupt:
            _say("\n已停下；再次启动时从此处继续。｜Stopped; the next start goes on from here.")
            return 130
        except (Refusal, TimeoutError, AssertionError, OSError) as problem:
            _say(f"\n未能继续｜Cannot go on: {problem}")
            return 1
    return 0


def _play(opened: Stage) -> None:
    carry_through(opened)
    _tell_of_the_development_class(opened)
    carry_contracted_through(opened)
    _tell_of_the_contracted_class(opened)
    opened.play((waiting.CHAPTER, in_session.CHAPTER))
    _say(
        f"\n文件｜Files: {opened.folder}"
        f"\n门户｜Portal: {opened.address}"
        f"\n账户｜Accounts: {opened.accounts.path}\n\n{opened.accounts.text()}"
    )


def _tell_of_the_development_class(opened: Stage) -> None:
    come_to = ending(opened)
    board, performance = come_to.board, come_to.performance
    _say(
        f"\n提名 {board['nominated']}，录取 {board['enrolled']}，报到 {board['checked_in']}，"
        f"合格 {come_to.on_pass_list}，证书 {come_to.certificate_numbers[0]} 至 "
        f"{come_to.certificate_numbers[-1]}"
        f"\n{board['nominated']} nominated, {board['enrolled']} enrolled, "
        f"{board['checked_in']} came, {come_to.on_pass_list} passed "
        f"({performance.pass_rate_of_sat / 10:g} %)"
    )


def _tell_of_the_contracted_class(opened: Stage) -> None:
    come_to = contracted_ending(opened)
    _say(
        f"\n承办班次：决算 {come_to.settlement_total / 100:.2f} 元，"
        f"应收余额 {come_to.receivable / 100:.2f} 元，证书 {len(come_to.certificates)} 份"
        f"\nThe contracted class: settled at {come_to.settlement_total / 100:.2f} yuan, "
        f"{come_to.receivable / 100:.2f} still open, {len(come_to.certificates)} certificates"
    )


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
