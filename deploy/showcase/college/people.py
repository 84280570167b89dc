"""The college's departments, its host, and the persons who carry the contracted class through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.enrollment import CandidateDraft
from contracts.identity import id_check_character
from contracts.roles import Role
from deploy.showcase.people import Sample

R = Role

# Code, name and function of each department (B-3).
DEPARTMENTS: tuple[tuple[str, str, Role], ...] = (
    ("C01", "教务处", R.TEACHING_AFFAIRS),
    ("C02", "学员工作处", R.STUDENT_WORK),
    ("C03", "财务后勤处", R.FIN_LOGISTICS),
    ("C04", "法学教研部", R.TEACHING_DEPT),
    ("C05", "监狱与社区矫正教研部", R.TEACHING_DEPT),
    ("C06", "科研处", R.RESEARCH),
    ("C07", "法治宣传事务部", R.PUBLICITY),
    ("C08", "图书情报信息中心", R.LIBRARY_IT),
    ("C09", "办公室", R.OFFICE),
)
HOST = ("H01", "哈尔滨市司法局", "112301000021704232")
OTHER_HOST = ("H02", "某市应急管理局", "11230200MB0T45678D")
HOSTS = (HOST, OTHER_HOST)
LEADERSHIP = ("孟繁荣", "曲志刚")

TRAINING_SECTION = "培训科"


# Department's code, login, name, post, section; the first of a department heads it.
WORK_IN: tuple[tuple[str, str, str, str, str], ...] = (
    ("C01", "affairs", "高远", "教务处处长", "处长室"),
    ("C01", "lead1", "梁秋实", "教务处培训科，项目负责人", TRAINING_SECTION),
    ("C01", "lead2", "尹春雷", "教务处培训科", TRAINING_SECTION),
    ("C01", "office1", "苗雨晴", "教务处教务科", "教务科"),
    ("C02", "student", "崔建军", "学员工作处处长", "处长室"),
    ("C02", "counsel1", "宋佳", "学员工作处，辅导员", "班务科"),
    ("C02", "counsel2", "范立明", "学员工作处，辅导员", "班务科"),
    ("C02", "counsel3", "佟丽", "学员工作处，辅导员", "班务科"),
    ("C03", "finance", "贺文博", "财务后勤处处长", "处长室"),
    ("C03", "cashier", "邵颖", "财务后勤处财务科", "财务科"),
    ("C03", "safety", "金铁成", "财务后勤处后勤科", "后勤科"),
    ("C04", "law", "白云飞", "法学教研部主任", "法理"),
    ("C04", "mentor1", "康宁", "法学教研部，学业导师", "法理"),
    ("C05", "prison", "翟永胜", "监狱与社区矫正教研部主任", "矫正"),
    ("C05", "mentor2", "黎明", "监狱与社区矫正教研部，学业导师", "矫正"),
    ("C06", "research", "柳青", "科研处处长", "科研"),
    ("C07", "press", "于佳音", "法治宣传事务部主任", "宣传"),
    ("C08", "tech", "纪昌", "图书情报信息中心主任", "技术"),
    ("C09", "seal", "温雅", "办公室主任", "文秘"),
)


@dataclass(frozen=True)
class Colleague:
    """Somebody of the college, the department's code and the section."""

    who: Sample
    code: str
    section: str
    is_head: bool


def _staff() -> Iterator[Colleague]:
    functions = {code: function for code, _, function in DEPARTMENTS}
    headed: set[str] = set()
    for code, key, name, post, section in WORK_IN:
        who = Sample(f"c-{key}", name, post, (functions[code],), f"unit:{code}")
        yield Colleague(who, code, section, code not in headed)
        headed.add(code)


STAFF = tuple(_staff())
OTHERS = (
    Sample("c-committee", "罗志远", "学院党委书记", (R.PARTY_COMMITTEE,)),
    Sample("c-leader", "詹广义", "分管副院长", (R.COLLEGE_LEADER,)),
    Sample("c-panel1", "辛培", "师资评审组", (R.VETTING_PANEL,)),
    Sample("c-panel2", "门哲", "师资评审组", (R.VETTING_PANEL,)),
    Sample("c-panel3", "鲍捷", "师资评审组", (R.VETTING_PANEL,)),
    Sample("c-property", "曹师傅", "物业服务单位", (R.PROPERTY_FIRM,)),
)
HOST_PEOPLE = (
    Sample("h-liaison", "付强", "哈尔滨市司法局政治部，联络员", (R.HOST_REP,), "unit:H01"),
    Sample("h-manager", "栾华", "哈尔滨市司法局，跟班管理", (R.HOST_REP,), "unit:H01"),
)

HEADS_BY_CODE = {one.code: one.who.key for one in STAFF if one.is_head}


def department_head(code: str) -> str:
    """Who heads a department."""
    return HEADS_BY_CODE[code]


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = ("建华", "志强", "晓东", "立新", "春梅", "丽娟", "国庆", "海燕", "文静", "振宇")
POSTS = ("司法所所长", "政治部副主任", "社区矫正科科长", "办公室主任", "法律援助中心主任")


def candidates(count: int, *, first: int = 0) -> list[CandidateDraft]:
    """So many made-up cadres of the host, from the given one on."""
    return [_candidate(number) for number in range(first, first + count)]


def _candidate(number: int) -> CandidateDraft:
    man = number % 5 != 0
    born = date(1976, 1, 5) + timedelta(days=97 * number)
    first_17 = f"230102{born:%Y%m%d}{(number * 2 + man) % 1000:03}"
    return CandidateDraft(
        name=SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)],
        id_no=first_17 + id_check_character(first_17),
        phone=f"139{45100000 + number * 37:08}",
        sex="男" if man else "女",
        ethnicity="汉族" if number % 7 else "满族",
        political_status="中共党员",
        group_name="哈尔滨市司法局",
        post=POSTS[number % len(POSTS)],
        rank="乡科级正职" if number % 3 else "乡科级副职",
    )
