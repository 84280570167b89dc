"""Signing in to a session by phone: the code in the room, and who scanned it."""

from datetime import timedelta

from contracts.scheduling import SessionCodeView, ShowSessionCode, SignInToSession, SignInView
from kit.department import command, query
from services.scheduling.domain.duty import require_oneself
from services.scheduling.domain.sign_in import Window, check_token, make_token
from services.scheduling.store import SchedulingStore


class SignIn:
    """Codes and those who sign in with them."""

    @query
    def show_session_code(
        self, request: ShowSessionCode, store: SchedulingStore
    ) -> SessionCodeView:
        timetable = store.timetable(request.class_id)
        session = timetable.session(request.session_id)
        timetable.require_going_on(session)
        session.require_come(now=store.now)
        rule = timetable.rules.sign_in
        window = Window.of(session, rule)
        window.require_not_over(store.now)
        until = store.now + timedelta(seconds=rule.code_seconds)
        return SessionCodeView(
            session_id=session.session_id,
            class_id=session.class_id,
            title=session.title,
            token=make_token(session, until=until, seal=store.seal_code),
            valid_until=until,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
        )

    @command
    def sign_in_to_session(self, request: SignInToSession, store: SchedulingStore) -> SignInView:
        require_oneself(store.actor, request.trainee_id)
        trainee = store.trainee(request.class_id, request.trainee_id)
        timetable = store.timetable(request.class_id)
        session = timetable.session(request.session_id)
        check_token(request.token, session, now=store.now, seal=store.seal_code)
        store.hold_session(session.session_id)
        register = store.register_of(trainee, timetable)
        sheet = register.sheet(session.session_id)
        mark = register.sign_in(sheet, trainee.trainee_id, now=store.now)
        store.add(sheet)
        return SignInView(session_id=session.session_id, title=session.title, mark=mark)
