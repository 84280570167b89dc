"""The college's departments, its host, and the persons who carry the contracted class through."""

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


def _of(
    code: str, key: str, name: str, post: str, role: Role, section: str = "", *, head: bool = False
) -> tuple[Sample, str, str, bool]:
    return Sample(f"c-{key}", name, post, (role,), f"unit:{code}"), code, section, head


# Who, the department's code, the section, and whether they head the department.
STAFF: tuple[tuple[Sample, str, str, bool], ...] = (
    _of("C01", "affairs", "高远", "教务处处长", R.TEACHING_AFFAIRS, "处长室", head=True),
    _of("C01", "lead1", "梁秋实", "教务处培训科，项目负责人", R.TEACHING_AFFAIRS, TRAINING_SECTION),
    _of("C01", "lead2", "尹春雷", "教务处培训科", R.TEACHING_AFFAIRS, TRAINING_SECTION),
    _of("C01", "office1", "苗雨晴", "教务处教务科", R.TEACHING_AFFAIRS, "教务科"),
    _of("C02", "student", "崔建军", "学员工作处处长", R.STUDENT_WORK, "处长室", head=True),
    _of("C02", "counsel1", "宋佳", "学员工作处，辅导员", R.STUDENT_WORK, "班务科"),
    _of("C02", "counsel2", "范立明", "学员工作处，辅导员", R.STUDENT_WORK, "班务科"),
    _of("C02", "counsel3", "佟丽", "学员工作处，辅导员", R.STUDENT_WORK, "班务科"),
    _of("C03", "finance", "贺文博", "财务后勤处处长", R.FIN_LOGISTICS, "处长室", head=True),
    _of("C03", "cashier", "邵颖", "财务后勤处财务科", R.FIN_LOGISTICS, "财务科"),
    _of("C03", "safety", "金铁成", "财务后勤处后勤科", R.FIN_LOGISTICS, "后勤科"),
    _of("C04", "law", "白云飞", "法学教研部主任", R.TEACHING_DEPT, "法理", head=True),
    _of("C04", "mentor1", "康宁", "法学教研部，学业导师", R.TEACHING_DEPT, "法理"),
    _of("C05", "prison", "翟永胜", "监狱与社区矫正教研部主任", R.TEACHING_DEPT, "矫正", head=True),
    _of("C05", "mentor2", "黎明", "监狱与社区矫正教研部，学业导师", R.TEACHING_DEPT, "矫正"),
    _of("C06", "research", "柳青", "科研处处长", R.RESEARCH, "科研", head=True),
    _of("C07", "press", "于佳音", "法治宣传事务部主任", R.PUBLICITY, "宣传", head=True),
    _of("C08", "tech", "纪昌", "图书情报信息中心主任", R.LIBRARY_IT, "技术", head=True),
    _of("C09", "seal", "温雅", "办公室主任", R.OFFICE, "文秘", head=True),
)
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
    Sample("h-manager", "栾华", "哈尔滨市司法局，跟班管理", ()),
)

HEADS_BY_CODE = {code: who.key for who, code, _, head in STAFF if head}


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
    )
