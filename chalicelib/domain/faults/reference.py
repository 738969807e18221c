"""The registry: catalogue, agents, units, calendar, regimes."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "procedure.unknown": FaultText(
        Kind.UNKNOWN,
        "Không có thủ tục mã {code} vào ngày {day}. Xem danh sách tại /v1/procedures.",
        "There is no procedure {code} on {day}. See the list at /v1/procedures.",
    ),
    "procedure.not_open": FaultText(
        Kind.INVALID,
        "Thủ tục {code} chưa mở tiếp nhận tại đại lý: chưa có quy tắc xác định cơ quan giải quyết.",
        "Procedure {code} cannot be filed at an agent yet: no rule tells which authority decides.",
    ),
    "procedure.no_version": FaultText(
        Kind.UNKNOWN,
        "Danh mục không có quy định của thủ tục {code} cho ngày {day}. Các giai đoạn đã biết: {periods}.",
        "The catalogue has no version of procedure {code} for {day}. The periods known: {periods}.",
    ),
    "procedure.direct_only": FaultText(
        Kind.INVALID,
        "Đại lý không được nhận hồ sơ thủ tục {code}. {why} Hướng dẫn người dân đến cơ quan giải quyết.",
        "An agent may not take in procedure {code}. {why_en} Send the citizen to the authority that decides.",
    ),
    "procedure.no_result": FaultText(
        Kind.CONFLICT,
        "Đại lý không được trả kết quả của thủ tục {code}. {why} Cơ quan giải quyết trả trực tiếp.",
        "An agent may not hand out the result of procedure {code}. {why_en} The authority that decided does.",
    ),
    "catalogue.unknown_field": FaultText(
        Kind.INVALID,
        "Danh mục không có mục “{name}”. Kiểm tra tên mục hoặc bỏ đi.",
        "The catalogue knows no field “{name}”. Check its name or leave it out.",
    ),
    "catalogue.missing": FaultText(
        Kind.INVALID,
        "Thiếu mục này. Chưa biết thì ghi null, không bỏ trống.",
        "This field is missing. Where it is not known, write null.",
    ),
    "catalogue.kind": FaultText(Kind.INVALID, "Giá trị phải là {expected}.", "The value must be {expected_en}."),
    "catalogue.date": FaultText(
        Kind.INVALID,
        "Ngày không có thật hoặc không viết dạng năm-tháng-ngày, ví dụ 2027-03-01.",
        "This is no day written year-month-day, for example 2027-03-01.",
    ),
    "catalogue.dates_order": FaultText(
        Kind.INVALID,
        "Ngày hết hiệu lực {last} trước ngày có hiệu lực {first}.",
        "The last day {last} lies before the first day {first}.",
    ),
    "catalogue.code": FaultText(
        Kind.INVALID,
        "Mã thủ tục phải có dạng 1.001193 và trùng với mã trong mục entry (procedure#mã).",
        "A procedure code looks like 1.001193 and is the one that stands in entry (procedure#code).",
    ),
    "catalogue.choice": FaultText(
        Kind.INVALID, "Giá trị không hợp lệ. Chọn một trong: {choices}.", "Not a known value. Choose one of: {choices}."
    ),
    "catalogue.check_field": FaultText(
        Kind.INVALID,
        "Quy tắc đối chiếu nêu mục “{name}” mà tờ khai không có.",
        "The check names the field “{name}”, which the form does not have.",
    ),
    "catalogue.check_paper": FaultText(
        Kind.INVALID,
        "Quy tắc đối chiếu nêu loại giấy tờ “{paper}” mà không thành phần hồ sơ nào đọc ra.",
        "The check names the kind of paper “{paper}”, as which no slot is read.",
    ),
    "catalogue.result_code": FaultText(
        Kind.INVALID,
        "Mã kết quả phải có dạng KQ.G15.000031.",
        "A result code looks like KQ.G15.000031.",
    ),
    "catalogue.negative": FaultText(
        Kind.INVALID,
        "Số này không được âm. Chưa biết thì ghi null.",
        "This number may not be negative. Where it is not known, write null.",
    ),
    "catalogue.percent": FaultText(
        Kind.INVALID,
        "Mức giảm phải từ 1 đến 100 phần trăm.",
        "An exemption is between 1 and 100 per cent.",
    ),
    "catalogue.twice": FaultText(
        Kind.INVALID, "“{name}” có hai lần trong danh sách.", "“{name}” stands twice in the list."
    ),
    "catalogue.no_source": FaultText(
        Kind.INVALID,
        "Chưa ghi nguồn. Mỗi quy định phải nêu văn bản hoặc nơi đã đọc được.",
        "The source is missing. Say for each fact which document or place it was read in.",
    ),
    "registry.kind": FaultText(
        Kind.INVALID,
        "Mỗi lần nhập quy tắc của một loại; loại {kind} không nhập được ở đây. Các loại: {kinds}.",
        "Rules of one kind are entered at a time; {kind} is not entered here. The kinds: {kinds}.",
    ),
    "registry.shape": FaultText(
        Kind.INVALID,
        "Mục {entry} không đúng dạng: {names}. Xem mẫu trong infra/registry.",
        "The entry {entry} is not of its shape: {names}. See infra/registry for the shape.",
    ),
    "registry.overlap": FaultText(
        Kind.INVALID,
        "Hai phiên bản cùng có hiệu lực: từ {first} và từ {second}. Ghi ngày hết hiệu lực cho phiên bản trước.",
        "Two versions hold on the same days: from {first} and from {second}. Give the earlier one a last day.",
    ),
    "registry.in_force": FaultText(
        Kind.CONFLICT,
        "Phiên bản từ {first} đã có hiệu lực và hồ sơ đang theo nó, nên không sửa được. "
        "Nhập phiên bản mới có hiệu lực từ {next} trở đi.",
        "The version from {first} has been in force and dossiers are judged by it; it is never rewritten. "
        "Enter a new version that holds from {next} or later.",
    ),
    "registry.raced": FaultText(
        Kind.CONFLICT,
        "Người khác vừa thay đổi danh mục; chưa ghi gì. Xem lại thay đổi rồi thử lại.",
        "Somebody else has just changed the catalogue; nothing was entered. Look at the changes again and retry.",
    ),
    "catalogue.refused": FaultText(
        Kind.INVALID,
        "Không ghi gì: {count} phiên bản bị từ chối. Trước hết {entry} từ {first}, mục {place}: {reason} "
        "Chạy thử (dry_run) để xem tất cả.",
        "Nothing was entered: {count} version(s) are refused. First {entry} from {first}, at {place}: {reason_en} "
        "Make a dry run to see all.",
    ),
    "catalogue.too_many": FaultText(
        Kind.INVALID,
        "Mỗi lần ghi được nhiều nhất {limit} phiên bản thay đổi; tệp này có {count}. Chia tệp ra.",
        "At most {limit} changed versions are entered at once; this file has {count}. Split it.",
    ),
    "agent.unknown": FaultText(Kind.UNKNOWN, "Không có đại lý {agent}.", "There is no agent {agent}."),
    "agent.not_active": FaultText(
        Kind.INVALID,
        "Đại lý {agent} hiện không hoạt động nên không nhận hồ sơ mới.",
        "The agent {agent} is not active and takes no new dossier.",
    ),
    "unit.unknown": FaultText(
        Kind.INVALID,
        "Không có đơn vị hành chính mã {unit} vào ngày {day}. Chọn phường, xã trong danh sách 126 đơn vị.",
        "There is no administrative unit {unit} on {day}. Choose one of the 126 wards and communes.",
    ),
    "unit.gone": FaultText(
        Kind.INVALID,
        "{unit} không còn là đơn vị hành chính từ ngày 01/7/2025; nay thuộc: {successors}. Chọn mã của nơi đó.",
        "{unit} ceased to exist on 1 July 2025 and is now in: {successors}. Give the code of that unit.",
    ),
    "unit.choose": FaultText(
        Kind.INVALID,
        "Địa chỉ cũ có thể thuộc {count} đơn vị hành chính hiện nay: {units}. Hỏi người dân và chọn một.",
        "The old address may lie in {count} of today's units: {units}. Ask the citizen and choose one.",
    ),
    "unit.no_match": FaultText(
        Kind.INVALID,
        "Không có phường, xã, thị trấn nào của Hà Nội mang tên đã nhập. Kiểm tra chính tả tên phường và tên quận.",
        "No ward, commune or township of Hanoi has the name given. Check how ward and district are spelt.",
    ),
    "registry.missing": FaultText(
        Kind.UNAVAILABLE,
        "Danh mục thiếu mục {entry} cho ngày {day}. Quản trị viên cần bổ sung.",
        "The registry has no {entry} for {day}. An administrator must enter it.",
    ),
    "calendar.year": FaultText(
        Kind.UNAVAILABLE,
        "Lịch làm việc chưa có ngày {day}. Quản trị viên cần bổ sung lịch.",
        "The working calendar does not cover {day}. An administrator must enter it.",
    ),
    "regime.followed": FaultText(
        Kind.CONFLICT,
        "Thủ tục này do hệ thống của bộ giải quyết; ở đây không {act}, chỉ theo dõi trạng thái của Cổng.",
        "A ministry's system decides this procedure; it is not for us to {act_en}: we follow the portal's statuses.",
    ),
    "regime.not_followed": FaultText(
        Kind.CONFLICT,
        "Hồ sơ này do cơ quan của thành phố giải quyết trên hệ thống này; không ghi trạng thái của Cổng.",
        "The city's own authorities decide this dossier here; the portal's status is not written down.",
    ),
    "regime.invalid": FaultText(
        Kind.INVALID,
        "Chế độ nộp hồ sơ nêu những việc không có trong vòng đời hồ sơ: {acts}.",
        "The regime names acts that the lifecycle does not know: {acts}.",
    ),
    "calendar.invalid": FaultText(
        Kind.INVALID,
        "Lịch làm việc không dùng được: {why}.",
        "The working calendar cannot be used: {why_en}.",
    ),
    "agent.refused": FaultText(
        Kind.CONFLICT,
        "Không {act} được điểm đại lý đang ở trạng thái “{state}”. Việc làm được: {open}.",
        "An agent that is “{state}” cannot be changed so ({act_en}). What can be done: {open}.",
    ),
    "agent.exists": FaultText(
        Kind.CONFLICT,
        "Đã có điểm đại lý mang mã {agent}.",
        "There is an agent with the code {agent} already.",
    ),
    "agent.invalid": FaultText(
        Kind.INVALID,
        "Mục {name} của điểm đại lý không đúng.",
        "The agent's {name} is not right.",
    ),
    "offer.none": FaultText(
        Kind.UNKNOWN,
        "Không có giấy tờ này để dùng lại: đã hết hạn, đã rút đồng ý, đã xóa, hoặc hồ sơ không cần. Tải lại danh sách.",
        "This paper cannot serve here: expired, withdrawn, erased, or not needed. Load the list again.",
    ),
}
