"""XML of the exchange platform: namespaces, GBK, and nothing that is expanded or fetched."""

import pytest

BODY = ('<s:root xmlns:s="urn:x"><s:head/><s:entity 单位编号="U1"><s:联系电话>13812345678</s:联系电话><s:面积> 120.5 </s:面积>'
        "</s:entity><s:entity><s:单位编号>U2</s:单位编号><s:联系电话/><s:面积>80</s:面积></s:entity></s:root>")
ROWS = [{"unit_id": "U1", "phone": "13812345678", "area": "120.5", "_row": 1},
        {"unit_id": "U2", "phone": None, "area": "80", "_row": 2}]


@pytest.mark.parametrize("data", [
    BODY.encode(), b'<?xml version="1.0" encoding="UTF-8"?>' + BODY.encode(), b"\xef\xbb\xbf" + BODY.encode(),
    ('<?xml version="1.0" encoding="UTF-16"?>' + BODY).encode("utf-16"),
    b"<?xml version='1.0' encoding='GBK' standalone='yes'?>" + BODY.encode("gbk"),
    b'<?xml version="1.0" encoding="GB18030"?>\n' + BODY.encode("gb18030"),
], ids=["bare", "utf-8", "mark", "utf-16", "gbk", "gb18030"])
def test_records_under_their_local_names(rows, feed, data):
    assert rows("a.xml", data, feed("xml", record="root/entity")) == ROWS


def test_nested_and_repeated_elements_are_kept(rows, feed):
    source = feed("xml", {"a": ("p.q",), "b": ("t",)}, record="r")
    data = "<x><r><p><q>1</q></p><t>甲</t><t>乙</t></r></x>".encode()
    assert rows("a.xml", data, source) == [{"a": "1", "b": '["甲", "乙"]', "_row": 1}]


BOMB = b'<!DOCTYPE x [<!ENTITY a "13812345678"><!ENTITY b "&a;&a;">]><x><entity><p>&b;</p></entity></x>'
FETCH = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x><entity><p>&f;</p></entity></x>'


@pytest.mark.parametrize("data, sentence", [
    (b"", "文件 a.xml 是空的（0 字节）。请对方重新导出并再次投递。"),
    (b" \n", "文件 a.xml 里只有空白，没有内容。请对方重新导出并再次投递。"),
    (b"<records/>", "文件 a.xml 中找不到记录节点“entity”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    (b"<!DOCTYPE html><html><body>13812345678</body></html>",
     "文件 a.xml 中找不到记录节点“entity”。请核对数据源契约的 delivery.record，或让对方重新导出。"),
    (BODY.encode()[:120], "文件 a.xml 第 1 行不是合法的 XML：1:93。请对方重新导出。"),
    (b'{"phone": "13812345678"}', "文件 a.xml 第 1 行不是合法的 XML：1:1。请对方重新导出。"),
    (BOMB, "文件 a.xml 含有 XML 实体定义，出于安全不予读取。请对方导出不含 DOCTYPE 的文件。"),
    (FETCH, "文件 a.xml 含有 XML 实体定义，出于安全不予读取。请对方导出不含 DOCTYPE 的文件。"),
    (b'<?xml version="1.0" encoding="GBK"?>' + BODY.encode("gbk")[:-40] + b"\xff\xff</x>",
     "文件 a.xml 第 1 行不是约定的编码 GBK。请对方按 GBK 重新导出，或修改数据源契约的 delivery.encoding。"),
    (b'<?xml version="1.0" encoding="x-no-such"?><x/>',
     "文件 a.xml 第 1 行不是约定的编码 x-no-such。请对方按 x-no-such 重新导出，或修改数据源契约的 delivery.encoding。"),
    ("<x><entity><单位编号>U1</单位编号><电话号码>13812345678</电话号码></entity></x>".encode(),
     "文件 a.xml 缺少列：联系电话、面积。现有表头：单位编号、电话号码。请对方恢复该列，或在数据源契约 names 中登记新列名。"),
], ids=range(11))
def test_what_is_wrong_is_said(refusal, feed, data, sentence):
    assert refusal("a.xml", data, feed("xml", record="entity")) == sentence
