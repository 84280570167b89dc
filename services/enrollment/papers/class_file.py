"""The class file as one folder: every paper, an index of them, a manifest of their hashes."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from contracts.enrollment import ArchiveItemView, ArchiveView
from contracts.refusals import Refusal
from contracts.states import state_title
from contracts.values import FileRef
from kit.files import FileStore
from kit.sheets import Column, write_table
from services.enrollment.domain.archive import ArchiveState
from services.enrollment.domain.training_class import TrainingClass

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_TITLE = 40
# A fixed date: the same file packed twice is the same, to the byte.
PACKED_AT = (1980, 1, 1, 0, 0, 0)
COLUMNS = (
    Column("序号", align="center"),
    Column("材料"),
    Column("条款", align="center"),
    Column("环节", align="center"),
    Column("保管人"),
    Column("来源"),
    Column("归档时间", align="center"),
    Column("文件"),
    Column("SHA-256", width=42),
)


def class_file(
    training_class: TrainingClass, view: ArchiveView, records: Mapping[str, str]
) -> dict[str, Any]:
    """What the folder holds, as plain values; `records` are the texts of papers that are no
    stored document, by item id.
    """
    papers = [(item, item.filed_at) for item in view.items if item.filed_at]
    return {
        "code": training_class.code,
        "title": training_class.title,
        "class_id": view.class_id,
        "state": view.state,
        "manifest_hash": view.manifest_hash,
        "papers": [
            _paper(number, item, filed_at, records.get(item.item_id, ""))
            for number, (item, filed_at) in enumerate(papers, 1)
        ],
        "missing": [
            f"{item.zh}（{item.clause}）"
            for item in view.items
            if item.mandatory and not item.filed_at
        ],
    }


def pack_class_file(data: Mapping[str, Any], files: FileStore) -> FileRef:
    """The folder, packed, in the storage.

    Refusal ARCHIVE_DAMAGED when a document is no longer what was filed.
    """
    contents = {paper["path"]: _content(paper, files) for paper in data["papers"]}
    contents["目录.xlsx"] = _index(data)
    contents["manifest.json"] = _manifest(data)
    folder = f"{data['code']}-班次档案"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for path in sorted(contents):
            member = zipfile.ZipInfo(f"{folder}/{path}", date_time=PACKED_AT)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, contents[path])
    return files.put(packed.getvalue(), f"{folder}.zip")


def _paper(number: int, item: ArchiveItemView, filed_at: datetime, record: str) -> dict[str, Any]:
    suffix = PurePath(item.file.name).suffix if item.file else ".json"
    title = re.sub(r"[^\w（）-]+", "_", item.zh)[:LONGEST_TITLE]
    return {
        "number": number,
        "path": f"材料/{number:02}-{title}{suffix}",
        "doc_type": item.doc_type,
        "title": item.zh,
        "clause": item.clause,
        "segment": item.segment,
        "custodian": item.custodian,
        "source": item.source,
        "filed_at": filed_at.astimezone(UTC).isoformat(),
        "filed": f"{filed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "sha256": item.sha256,
        "file_id": item.file.file_id if item.file else "",
        "record": record,
    }


def _content(paper: Mapping[str, Any], files: FileStore) -> bytes:
    content = files.read(paper["file_id"]) if paper["file_id"] else paper["record"].encode()
    if hashlib.sha256(content).hexdigest() != paper["sha256"]:
        raise Refusal(
            "ARCHIVE_DAMAGED",
            f"「{paper['title']}」的内容与归档时不一致，请立即核查。",
            f"What is stored as {paper['doc_type']} is not what was filed; please look into it.",
            "A-7.9.a",
        )
    return content


def _index(data: Mapping[str, Any]) -> bytes:
    state = state_title(ArchiveState(data["state"])).zh
    missing = "；".join(data["missing"]) or "无"
    return write_table(
        f"{data['title']}档案目录",
        "",
        COLUMNS,
        [
            [
                paper["number"],
                paper["title"],
                paper["clause"],
                paper["segment"],
                paper["custodian"],
                paper["source"],
                paper["filed"],
                paper["path"],
                paper["sha256"],
            ]
            for paper in data["papers"]
        ],
        subtitles=[f"班次代码：{data['code']}　状态：{state}　共 {len(data['papers'])} 件"],
        footers=[f"尚缺：{missing}", f"封存摘要：{data['manifest_hash'] or '尚未封存'}"],
        sheet_name="档案目录",
    )


def _manifest(data: Mapping[str, Any]) -> bytes:
    hidden = {"number", "filed", "file_id", "record"}
    manifest = {
        **{key: value for key, value in data.items() if key != "papers"},
        "documents": [
            {key: value for key, value in paper.items() if key not in hidden}
            for paper in data["papers"]
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()
