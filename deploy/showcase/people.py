"""The persons of the sample class, and the duty each of them holds."""

from dataclasses import dataclass

from contracts.roles import Role

R = Role


@dataclass(frozen=True)
class Sample:
    """One person. `within` names the record the duty is limited to; a login is the key."""

    key: str
    name: str
    post: str
    roles: tuple[Role, ...]
    within: str = ""

    @property
    def person_id(self) -> str:
        """The id that rules compare."""
        return f"sample-{self.key}"


# The eight units that nominate: code, name, seats and the workbook they hand in.
UNITS: tuple[tuple[str, str, int, str], ...] = (
    ("U01", "商船学院党委", 26, "01-商船学院.xlsx"),
    ("U02", "交通运输学院党委", 25, "02-交通运输学院.xlsx"),
    ("U03", "经济管理学院党委", 20, "03-经济管理学院.xlsx"),
    ("U04", "物流工程学院党委", 24, "04-物流工程学院.xlsx"),
    ("U05", "法学院党委", 15, "05-法学院.csv"),
    ("U06", "信息工程学院党委", 30, "06-信息工程学院.xls"),
    ("U07", "外国语学院党委", 12, "07-外国语学院.xlsx"),
    ("U08", "海洋科学与工程学院党委", 10, "08-海洋科学与工程学院.xlsx"),
)

ADMIN = Sample("admin", "系统管理员", "系统管理员", (R.SYSTEM_ADMIN,))

SCHOOL = (
    Sample("committee", "林启明", "党委委员", (R.PARTY_COMMITTEE,)),
    Sample("president", "沈国栋", "党委书记、党校校长", (R.PRESIDENT,)),
    Sample("evp", "周文渊", "党校常务副校长", (R.EVP,)),
    Sample("leader", "魏正平", "分管校领导", (R.COLLEGE_LEADER,)),
    Sample("org", "何敏", "党委组织部干事", (R.ORG_DEPT,)),
    Sample("affairs", "许静", "教务科科长", (R.TEACHING_AFFAIRS,)),
    Sample("teaching", "陈立新", "马克思主义教研部主任", (R.TEACHING_DEPT,)),
    Sample("staff1", "王晓燕", "党校办公室，班务", (R.STAFF,)),
    Sample("staff2", "刘建国", "党校办公室，教务", (R.STAFF,)),
    Sample("staff3", "赵丽", "党校办公室，考务档案", (R.STAFF,)),
    Sample("panel1", "孙德明", "师资评审组组长", (R.VETTING_PANEL,)),
    Sample("panel2", "吴慧", "师资评审组成员", (R.VETTING_PANEL,)),
    Sample("panel3", "郑凯", "师资评审组成员", (R.VETTING_PANEL,)),
    Sample("finance", "钱志强", "财务后勤处", (R.FIN_LOGISTICS,)),
    Sample("exams", "冯玉兰", "考务管理员", (R.EXAM_ADMIN,)),
    Sample("setter", "褚思远", "命题教师", (R.TEACHER,)),
    Sample("printer", "卫东", "文印室", (R.OFFICE,)),
    Sample("watch1", "蒋华", "监考教师", (R.TEACHER,)),
    Sample("watch2", "沈梅", "监考教师", (R.TEACHER,)),
    Sample("watch3", "韩磊", "监考教师", (R.TEACHER,)),
    Sample("marker1", "杨帆", "党校工作人员，阅卷", (R.STAFF,)),
    Sample("marker2", "朱琳", "党校工作人员，阅卷", (R.STAFF,)),
    Sample("marker3", "秦岚", "党校工作人员，阅卷仲裁", (R.STAFF,)),
    Sample("auditor", "施文", "审计员", (R.AUDITOR,)),
)

LIAISONS = tuple(
    Sample(f"unit{code[1:]}", name, f"{unit}联络员", (R.GRASSROOTS_ORG,), f"unit:{code}")
    for (code, unit, _, _), name in zip(
        UNITS,
        ("马骏", "田苗", "石磊", "龚雪", "邱实", "江涛", "夏雨", "海川"),
        strict=True,
    )
)

PEOPLE = {person.key: person for person in (*SCHOOL, *LIAISONS)}


def liaison_of(code: str) -> str:
    """Who nominates for a unit."""
    return f"unit{code[1:]}"
