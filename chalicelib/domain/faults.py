"""What can be refused, and how it is said: a stable code for machines, a sentence in Vietnamese and in English."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FaultKind(StrEnum):
    """What sort of refusal it is; the API turns it into an HTTP status."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class FaultText(NamedTuple):
    """The kind of a fault and its two sentences; `{gaps}` are filled from the fault's values."""

    kind: FaultKind
    vi: str
    en: str


class Fault(Exception):
    """A refusal for a person. `field` names the value at fault as the request spells it; values fill the sentences.

    Values must never be personal data: they travel to logs and acknowledgements.
    """

    def __init__(self, code: str, field: str | None = None, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    @property
    def kind(self) -> FaultKind:
        """What sort of refusal this is."""
        return FAULTS[self.code].kind

    @property
    def vi(self) -> str:
        """The Vietnamese sentence."""
        return FAULTS[self.code].vi.format(**self.values)

    @property
    def en(self) -> str:
        """The English sentence."""
        return FAULTS[self.code].en.format(**self.values)


_K = FaultKind
FAULTS: dict[str, FaultText] = {
    # the request
    "request.not_json": FaultText(
        _K.MALFORMED,
        "Nội dung gửi lên không phải JSON hợp lệ. Kiểm tra lại dấu ngoặc, dấu phẩy và bảng mã UTF-8.",
        "The body is not valid JSON. Check brackets, commas and the UTF-8 encoding.",
    ),
    "request.invalid": FaultText(
        _K.INVALID,
        "Dữ liệu gửi lên chưa đúng ở {count} chỗ; xem danh sách lỗi.",
        "The request is wrong in {count} place(s); see the list of errors.",
    ),
    "request.value": FaultText(_K.INVALID, "Giá trị chưa đúng: {reason}.", "The value is not right: {reason}."),
    "request.no_key": FaultText(
        _K.MALFORMED,
        "Thiếu tiêu đề Idempotency-Key (8–100 ký tự chữ, số, gạch). Tạo một khóa mới cho mỗi việc mới.",
        "The header Idempotency-Key is missing or not 8-100 letters, digits or dashes. Make one for each new act.",
    ),
    "request.cursor": FaultText(
        _K.MALFORMED,
        "Con trỏ trang không đọc được. Tải lại danh sách từ đầu.",
        "The page cursor cannot be read. Start the list again.",
    ),
    "request.no_route": FaultText(
        _K.UNKNOWN,
        "Không có địa chỉ này. Xem /v1/openapi.json.",
        "There is no such address. See /v1/openapi.json.",
    ),
    "request.method": FaultText(
        _K.MALFORMED,
        "Địa chỉ này không nhận phương thức đã dùng. Xem /v1/openapi.json.",
        "This address does not take that method. See /v1/openapi.json.",
    ),
    "request.media_type": FaultText(
        _K.MALFORMED,
        "Chỉ nhận nội dung kiểu application/json.",
        "Only application/json is taken.",
    ),
    "idempotency.reused": FaultText(
        _K.CONFLICT,
        "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác. Dùng khóa mới.",
        "This Idempotency-Key was used for a different request. Use a new one.",
    ),
    "system.busy": FaultText(
        _K.CONFLICT,
        "Hồ sơ vừa được người khác cập nhật. Tải lại rồi thử lại.",
        "Somebody else has just changed the dossier. Load it again and retry.",
    ),
    "system.error": FaultText(
        _K.UNAVAILABLE,
        "Hệ thống gặp lỗi, việc có thể chưa xong. Thử lại với cùng Idempotency-Key; báo mã {request} nếu còn lỗi.",
        "The system failed; the act may not be done. Retry with the same Idempotency-Key; quote {request}.",
    ),
    "webhook.signature": FaultText(
        _K.UNAUTHENTICATED,
        "Chữ ký của bản tin không đúng, hoặc bản tin đã quá 5 phút. Ký lại nội dung gửi đi và đặt vào X-Signature.",
        "The message's signature is wrong, or older than 5 minutes. Sign the very body again and send X-Signature.",
    ),
    # who asks
    "auth.missing": FaultText(
        _K.UNAUTHENTICATED,
        "Chưa đăng nhập: thiếu tiêu đề Authorization: Bearer <token>.",
        "Not signed in: the header Authorization: Bearer <token> is missing.",
    ),
    "auth.malformed": FaultText(
        _K.UNAUTHENTICATED,
        "Token không đọc được. Đăng nhập lại.",
        "The token cannot be read. Sign in again.",
    ),
    "auth.issuer": FaultText(
        _K.UNAUTHENTICATED,
        "Token do nơi khác cấp, hệ thống này không nhận. Đăng nhập tại đúng cổng.",
        "The token was issued by somebody else and is not accepted here. Sign in at the right place.",
    ),
    "auth.signature": FaultText(
        _K.UNAUTHENTICATED,
        "Chữ ký của token không đúng. Đăng nhập lại.",
        "The token's signature is wrong. Sign in again.",
    ),
    "auth.expired": FaultText(
        _K.UNAUTHENTICATED,
        "Phiên đăng nhập đã hết hạn. Đăng nhập lại.",
        "The sign-in has expired. Sign in again.",
    ),
    "auth.client": FaultText(
        _K.UNAUTHENTICATED,
        "Token không dành cho ứng dụng này. Đăng nhập lại bằng ứng dụng của đại lý.",
        "The token is not meant for this application. Sign in with the agents' application.",
    ),
    "auth.keys_unreachable": FaultText(
        _K.UNAUTHENTICATED,
        "Chưa kiểm tra được token vì nơi cấp không trả lời. Thử lại sau ít phút.",
        "The token could not be checked: its issuer does not answer. Try again in a few minutes.",
    ),
    "role.unknown": FaultText(
        _K.FORBIDDEN,
        "Tài khoản này chưa được giao vai trò. Liên hệ quản trị viên.",
        "This account has no role yet. Ask an administrator.",
    ),
    "role.forbidden": FaultText(
        _K.FORBIDDEN,
        "Vai trò {role} không được làm việc này.",
        "The role {role} may not do this.",
    ),
    # the registry
    "procedure.unknown": FaultText(
        _K.UNKNOWN,
        "Không có thủ tục mã {code} vào ngày {day}. Xem danh sách tại /v1/procedures.",
        "There is no procedure {code} on {day}. See the list at /v1/procedures.",
    ),
    "procedure.not_open": FaultText(
        _K.INVALID,
        "Thủ tục {code} chưa mở tiếp nhận tại đại lý: chưa có quy tắc xác định cơ quan giải quyết.",
        "Procedure {code} cannot be filed at an agent yet: no rule tells which authority decides.",
    ),
    "procedure.no_version": FaultText(
        _K.UNKNOWN,
        "Danh mục không có quy định của thủ tục {code} cho ngày {day}. Các giai đoạn đã biết: {periods}.",
        "The catalogue has no version of procedure {code} for {day}. The periods known: {periods}.",
    ),
    "procedure.direct_only": FaultText(
        _K.INVALID,
        "Đại lý không được nhận hồ sơ thủ tục {code}. {why} Hướng dẫn người dân đến cơ quan giải quyết.",
        "An agent may not take in procedure {code}. {why_en} Send the citizen to the authority that decides.",
    ),
    "procedure.no_result": FaultText(
        _K.CONFLICT,
        "Đại lý không được trả kết quả của thủ tục {code}. {why} Cơ quan giải quyết trả trực tiếp.",
        "An agent may not hand out the result of procedure {code}. {why_en} The authority that decided does.",
    ),
    # entering procedures
    "catalogue.unknown_field": FaultText(
        _K.INVALID,
        "Danh mục không có mục “{name}”. Kiểm tra tên mục hoặc bỏ đi.",
        "The catalogue knows no field “{name}”. Check its name or leave it out.",
    ),
    "catalogue.missing": FaultText(
        _K.INVALID,
        "Thiếu mục này. Chưa biết thì ghi null, không bỏ trống.",
        "This field is missing. Where it is not known, write null.",
    ),
    "catalogue.kind": FaultText(_K.INVALID, "Giá trị phải là {expected}.", "The value must be {expected_en}."),
    "catalogue.date": FaultText(
        _K.INVALID,
        "Ngày không có thật hoặc không viết dạng năm-tháng-ngày, ví dụ 2027-03-01.",
        "This is no day written year-month-day, for example 2027-03-01.",
    ),
    "catalogue.dates_order": FaultText(
        _K.INVALID,
        "Ngày hết hiệu lực {last} trước ngày có hiệu lực {first}.",
        "The last day {last} lies before the first day {first}.",
    ),
    "catalogue.code": FaultText(
        _K.INVALID,
        "Mã thủ tục phải có dạng 1.001193 và trùng với mã trong mục entry (procedure#mã).",
        "A procedure code looks like 1.001193 and is the one that stands in entry (procedure#code).",
    ),
    "catalogue.choice": FaultText(
        _K.INVALID, "Giá trị không hợp lệ. Chọn một trong: {choices}.", "Not a known value. Choose one of: {choices}."
    ),
    "catalogue.check_field": FaultText(
        _K.INVALID,
        "Quy tắc đối chiếu nêu mục “{name}” mà tờ khai không có.",
        "The check names the field “{name}”, which the form does not have.",
    ),
    "catalogue.check_paper": FaultText(
        _K.INVALID,
        "Quy tắc đối chiếu nêu loại giấy tờ “{paper}” mà không thành phần hồ sơ nào đọc ra.",
        "The check names the kind of paper “{paper}”, as which no slot is read.",
    ),
    "catalogue.result_code": FaultText(
        _K.INVALID,
        "Mã kết quả phải có dạng KQ.G15.000031.",
        "A result code looks like KQ.G15.000031.",
    ),
    "catalogue.negative": FaultText(
        _K.INVALID,
        "Số này không được âm. Chưa biết thì ghi null.",
        "This number may not be negative. Where it is not known, write null.",
    ),
    "catalogue.percent": FaultText(
        _K.INVALID,
        "Mức giảm phải từ 1 đến 100 phần trăm.",
        "An exemption is between 1 and 100 per cent.",
    ),
    "catalogue.twice": FaultText(
        _K.INVALID, "“{name}” có hai lần trong danh sách.", "“{name}” stands twice in the list."
    ),
    "catalogue.no_source": FaultText(
        _K.INVALID,
        "Chưa ghi nguồn. Mỗi quy định phải nêu văn bản hoặc nơi đã đọc được.",
        "The source is missing. Say for each fact which document or place it was read in.",
    ),
    "registry.kind": FaultText(
        _K.INVALID,
        "Mỗi lần nhập quy tắc của một loại; loại {kind} không nhập được ở đây. Các loại: {kinds}.",
        "Rules of one kind are entered at a time; {kind} is not entered here. The kinds: {kinds}.",
    ),
    "registry.shape": FaultText(
        _K.INVALID,
        "Mục {entry} không đúng dạng: {names}. Xem mẫu trong infra/registry.",
        "The entry {entry} is not of its shape: {names}. See infra/registry for the shape.",
    ),
    "registry.overlap": FaultText(
        _K.INVALID,
        "Hai phiên bản cùng có hiệu lực: từ {first} và từ {second}. Ghi ngày hết hiệu lực cho phiên bản trước.",
        "Two versions hold on the same days: from {first} and from {second}. Give the earlier one a last day.",
    ),
    "registry.in_force": FaultText(
        _K.CONFLICT,
        "Phiên bản từ {first} đã có hiệu lực và hồ sơ đang theo nó, nên không sửa được. "
        "Nhập phiên bản mới có hiệu lực từ {next} trở đi.",
        "The version from {first} has been in force and dossiers are judged by it; it is never rewritten. "
        "Enter a new version that holds from {next} or later.",
    ),
    "registry.raced": FaultText(
        _K.CONFLICT,
        "Người khác vừa thay đổi danh mục; chưa ghi gì. Xem lại thay đổi rồi thử lại.",
        "Somebody else has just changed the catalogue; nothing was entered. Look at the changes again and retry.",
    ),
    "catalogue.refused": FaultText(
        _K.INVALID,
        "Không ghi gì: {count} phiên bản bị từ chối. Trước hết {entry} từ {first}, mục {place}: {reason} "
        "Chạy thử (dry_run) để xem tất cả.",
        "Nothing was entered: {count} version(s) are refused. First {entry} from {first}, at {place}: {reason_en} "
        "Make a dry run to see all.",
    ),
    "catalogue.too_many": FaultText(
        _K.INVALID,
        "Mỗi lần ghi được nhiều nhất {limit} phiên bản thay đổi; tệp này có {count}. Chia tệp ra.",
        "At most {limit} changed versions are entered at once; this file has {count}. Split it.",
    ),
    "agent.unknown": FaultText(_K.UNKNOWN, "Không có đại lý {agent}.", "There is no agent {agent}."),
    "agent.not_active": FaultText(
        _K.INVALID,
        "Đại lý {agent} hiện không hoạt động nên không nhận hồ sơ mới.",
        "The agent {agent} is not active and takes no new dossier.",
    ),
    "unit.unknown": FaultText(
        _K.INVALID,
        "Không có đơn vị hành chính mã {unit} vào ngày {day}. Chọn phường, xã trong danh sách 126 đơn vị.",
        "There is no administrative unit {unit} on {day}. Choose one of the 126 wards and communes.",
    ),
    "unit.gone": FaultText(
        _K.INVALID,
        "{unit} không còn là đơn vị hành chính từ ngày 01/7/2025; nay thuộc: {successors}. Chọn mã của nơi đó.",
        "{unit} ceased to exist on 1 July 2025 and is now in: {successors}. Give the code of that unit.",
    ),
    "unit.choose": FaultText(
        _K.INVALID,
        "Địa chỉ cũ có thể thuộc {count} đơn vị hành chính hiện nay: {units}. Hỏi người dân và chọn một.",
        "The old address may lie in {count} of today's units: {units}. Ask the citizen and choose one.",
    ),
    "unit.no_match": FaultText(
        _K.INVALID,
        "Không có phường, xã, thị trấn nào của Hà Nội mang tên đã nhập. Kiểm tra chính tả tên phường và tên quận.",
        "No ward, commune or township of Hanoi has the name given. Check how ward and district are spelt.",
    ),
    "registry.missing": FaultText(
        _K.UNAVAILABLE,
        "Danh mục thiếu mục {entry} cho ngày {day}. Quản trị viên cần bổ sung.",
        "The registry has no {entry} for {day}. An administrator must enter it.",
    ),
    "calendar.year": FaultText(
        _K.UNAVAILABLE,
        "Lịch làm việc chưa có ngày {day}. Quản trị viên cần bổ sung lịch.",
        "The working calendar does not cover {day}. An administrator must enter it.",
    ),
    # people
    "person.number_length": FaultText(
        _K.INVALID,
        "Số định danh cá nhân phải có đúng 12 chữ số; đã nhận {length}.",
        "A personal number has exactly 12 digits; {length} were given.",
    ),
    "person.number_structure": FaultText(
        _K.INVALID,
        "Số định danh cá nhân không đúng cấu trúc: ba số đầu không phải mã tỉnh. Kiểm tra lại từng chữ số.",
        "The personal number is malformed: its first three digits are no province code. Check every digit.",
    ),
    "person.name": FaultText(
        _K.INVALID,
        "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
        "A name holds only letters, spaces, apostrophes and hyphens.",
    ),
    "person.phone": FaultText(
        _K.INVALID,
        "Số điện thoại không đúng. Di động: 10 chữ số bắt đầu bằng 03, 05, 07, 08 hoặc 09; số máy bàn ghi cả mã vùng; "
        "số nước ngoài ghi +mã nước.",
        "This is no telephone number. Mobile: 10 digits from 03, 05, 07, 08 or 09; landlines with their area code; "
        "foreign numbers with + and the country.",
    ),
    "person.other_phone": FaultText(
        _K.FORBIDDEN,
        "Điện thoại của hồ sơ này khác điện thoại ở hồ sơ khác của công dân. Mời công dân đăng nhập VNeID để tự làm.",
        "The dossier's phone is not that of the person's other dossiers. The citizen signs in with VNeID to do this.",
    ),
    "person.email": FaultText(
        _K.INVALID,
        "Địa chỉ thư điện tử chưa đúng dạng ten@noi.vn.",
        "The e-mail address is not of the form name@place.vn.",
    ),
    "form.missing": FaultText(
        _K.INVALID,
        "Tờ khai còn thiếu: {label}.",
        "The form lacks: {label}.",
    ),
    "form.unknown": FaultText(
        _K.INVALID,
        "Tờ khai của thủ tục này không có mục {name}.",
        "The form of this procedure has no field {name}.",
    ),
    "form.date": FaultText(
        _K.INVALID,
        "Ngày phải viết dạng năm-tháng-ngày, ví dụ 2026-11-12.",
        "A date is written year-month-day, for example 2026-11-12.",
    ),
    "form.sex": FaultText(_K.INVALID, "Giới tính ghi male hoặc female.", "Sex is male or female."),
    # dossiers and papers
    "dossier.unknown": FaultText(
        _K.UNKNOWN,
        "Không thấy hồ sơ này trong phạm vi của bạn. Kiểm tra lại mã hồ sơ.",
        "No such dossier within your reach. Check the code.",
    ),
    "paper.unknown": FaultText(_K.UNKNOWN, "Hồ sơ không có giấy tờ này.", "The dossier has no such paper."),
    "paper.slot": FaultText(
        _K.INVALID,
        "Thủ tục này không có thành phần hồ sơ {slot}. Các thành phần: {slots}.",
        "This procedure has no paper slot {slot}. Its slots: {slots}.",
    ),
    "paper.type": FaultText(
        _K.INVALID,
        "Chỉ nhận tệp JPEG, PNG, TIFF, HEIC hoặc PDF.",
        "Only JPEG, PNG, TIFF, HEIC or PDF files are taken.",
    ),
    "paper.closed": FaultText(
        _K.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}” nên không nhận thêm giấy tờ.",
        "The dossier is at status “{status}” and takes no further paper.",
    ),
    "paper.too_many": FaultText(
        _K.CONFLICT,
        "Hồ sơ đã có {limit} giấy tờ, không nhận thêm.",
        "The dossier already has {limit} papers and takes no more.",
    ),
    "action.refused": FaultText(
        _K.CONFLICT,
        "Không thể “{action}”{guard} khi hồ sơ ở trạng thái “{status}”. Việc làm được lúc này: {open}.",
        "“{action_en}”{guard_en} is not open at status “{status_en}”. Open now: {open_en}.",
    ),
    "action.reason": FaultText(
        _K.INVALID,
        "Việc này cần ghi lý do, nêu đủ một lần để người dân biết phải làm gì.",
        "This act needs a reason, complete at once, so that the citizen knows what to do.",
    ),
    "action.result": FaultText(
        _K.INVALID,
        "Cần ghi số, ký hiệu của kết quả.",
        "The result's number is needed.",
    ),
    "action.due": FaultText(
        _K.INVALID,
        "Cần ghi ngày hẹn trả mới, dạng năm-tháng-ngày.",
        "The new due day is needed, written year-month-day.",
    ),
    "action.authority": FaultText(
        _K.INVALID,
        "Cần ghi mã của cơ quan tiếp nhận chuyển giao: một cơ quan khác, có trong danh mục.",
        "The id of the authority that takes over is needed: another one, and one that the registry knows.",
    ),
    "action.elsewhere": FaultText(
        _K.CONFLICT,
        "Việc này do {authority} thực hiện; cơ quan của ông/bà chỉ theo dõi được tiến độ.",
        "This is for {authority} to do; your authority can only follow the progress.",
    ),
    "portal.code_needed": FaultText(
        _K.INVALID,
        "Từ 01/7/2026 công dân nộp trên Cổng Dịch vụ công quốc gia bằng VNeID; cần ghi mã hồ sơ Cổng cấp.",
        "From 1 July 2026 the citizen files on the national portal under VNeID; the code the portal gave is needed.",
    ),
    "portal.code": FaultText(
        _K.INVALID,
        "Mã hồ sơ của Cổng Dịch vụ công quốc gia không đúng dạng, ví dụ G15.99-261112-0001.",
        "The national portal's code is not of its form, for example G15.99-261112-0001.",
    ),
    "portal.changed": FaultText(
        _K.CONFLICT,
        "Hồ sơ đã mang mã {code} của Cổng; mã này không thay đổi được.",
        "The dossier already carries the portal's code {code}, which does not change.",
    ),
    "portal.taken": FaultText(
        _K.CONFLICT,
        "Mã này của Cổng đã thuộc một hồ sơ khác; kiểm tra lại mã.",
        "This code of the portal belongs to another dossier; check it.",
    ),
    "portal.status": FaultText(
        _K.CONFLICT,
        "Hồ sơ chưa nộp, đã kết thúc hoặc đang ở chính trạng thái này ({status}).",
        "The dossier was not submitted yet, has ended, or is at this very status ({status_en}).",
    ),
    "regime.followed": FaultText(
        _K.CONFLICT,
        "Thủ tục này do hệ thống của bộ giải quyết; ở đây không {act}, chỉ theo dõi trạng thái của Cổng.",
        "A ministry's system decides this procedure; it is not for us to {act_en}: we follow the portal's statuses.",
    ),
    "regime.not_followed": FaultText(
        _K.CONFLICT,
        "Hồ sơ này do cơ quan của thành phố giải quyết trên hệ thống này; không ghi trạng thái của Cổng.",
        "The city's own authorities decide this dossier here; the portal's status is not written down.",
    ),
    "regime.invalid": FaultText(
        _K.INVALID,
        "Chế độ nộp hồ sơ nêu những việc không có trong vòng đời hồ sơ: {acts}.",
        "The regime names acts that the lifecycle does not know: {acts}.",
    ),
    "part.needed": FaultText(
        _K.INVALID,
        "Hồ sơ liên thông có nhiều phần; cần ghi làm việc này cho phần nào: {parts}.",
        "This dossier of linked procedures has several parts; say which one this is for: {parts}.",
    ),
    "part.unknown": FaultText(
        _K.INVALID,
        "Hồ sơ không có phần này. Các phần: {parts}.",
        "The dossier has no such part. Its parts: {parts}.",
    ),
    "linked.invalid": FaultText(
        _K.INVALID,
        "Các phần của thủ tục liên thông {procedure} chờ nhau, trùng nhau hoặc chờ phần không có: {parts}.",
        "The parts of the linked procedure {procedure} wait for each other, repeat, or wait for none of them: {parts}.",
    ),
    "extension.late": FaultText(
        _K.CONFLICT,
        "Chỉ xin lỗi và hẹn lại được trước ngày hẹn trả {due} ít nhất một ngày (NĐ 61/2018/NĐ-CP Điều 19 khoản 9).",
        "The due date of {due} can be moved at least one day before it only (ND 61/2018/ND-CP Article 19(9)).",
    ),
    "extension.day": FaultText(
        _K.INVALID,
        "Ngày hẹn mới phải sau ngày {due} và là ngày làm việc.",
        "The new due day must come after {due} and be a working day.",
    ),
    "calendar.invalid": FaultText(
        _K.INVALID,
        "Lịch làm việc không dùng được: {why}.",
        "The working calendar cannot be used: {why_en}.",
    ),
    "form.not_due": FaultText(
        _K.CONFLICT,
        "Chưa in được mẫu {form}: hồ sơ đang ở trạng thái “{status}” và chưa có việc mà mẫu này ghi nhận.",
        "Form {form} cannot be printed: the dossier is at “{status_en}”, and what the form tells of has not happened.",
    ),
    "form.template": FaultText(
        _K.INVALID,
        "Mẫu {form} có những chỗ trống không ai điền được: {names}.",
        "Form {form} has gaps that nothing fills: {names}.",
    ),
    "card.layout": FaultText(
        _K.INVALID,
        "Mã QR không phải của thẻ căn cước: có {count} mục, cần ít nhất 6. Quét lại, tắt bộ gõ tiếng Việt.",
        "This is not the QR code of an identity card: {count} fields, 6 are needed. Scan again, with no typing aid on.",
    ),
    "card.field": FaultText(
        _K.INVALID,
        "Mục {name} trong mã QR không đọc được. Quét lại, tắt bộ gõ tiếng Việt, hoặc nhập tay.",
        "The field {name_en} of the QR code cannot be read. Scan again, with no typing aid on, or type it in.",
    ),
    "agent.refused": FaultText(
        _K.CONFLICT,
        "Không {act} được điểm đại lý đang ở trạng thái “{state}”. Việc làm được: {open}.",
        "An agent that is “{state}” cannot be changed so ({act_en}). What can be done: {open}.",
    ),
    "agent.exists": FaultText(
        _K.CONFLICT,
        "Đã có điểm đại lý mang mã {agent}.",
        "There is an agent with the code {agent} already.",
    ),
    "agent.invalid": FaultText(
        _K.INVALID,
        "Mục {name} của điểm đại lý không đúng.",
        "The agent's {name} is not right.",
    ),
    "review.elsewhere": FaultText(
        _K.CONFLICT,
        "Hồ sơ hiện không ở chỗ bạn nên bạn không sửa được kết quả đọc: đại lý sửa khi đang giữ hồ sơ, "
        "cơ quan giải quyết sửa sau khi tiếp nhận cho đến khi hồ sơ kết thúc.",
        "The dossier is not in your hands, so what was read is not yours to correct: "
        "the agent does it while it holds the dossier, the authority afterwards until it is closed.",
    ),
    "review.unread": FaultText(
        _K.CONFLICT,
        "Giấy tờ này chưa có kết quả đọc để kiểm tra. Chờ đọc xong.",
        "The paper was not read, so there is nothing to look at yet. Wait until it is.",
    ),
    "review.said": FaultText(
        _K.INVALID,
        "Không nói được điều này: trường thì confirmed, corrected hoặc unreadable; loại giấy tờ thì confirmed hoặc "
        "corrected; trang thì confirmed hoặc nowhere.",
        "That cannot be said of it: a field is confirmed, corrected or unreadable; a kind confirmed or corrected; "
        "a page confirmed or nowhere.",
    ),
    "review.field": FaultText(
        _K.INVALID,
        "Giấy tờ này không có trường như vậy. Xem danh sách cần kiểm tra của giấy tờ.",
        "The paper has no such field. See the list of what is to be looked at.",
    ),
    "review.page": FaultText(
        _K.INVALID,
        "Cho biết trang, từ 1 đến {pages}.",
        "Name the page, from 1 to {pages}.",
    ),
    "review.kind": FaultText(
        _K.INVALID,
        "Không có loại giấy tờ này. Các loại: {kinds}.",
        "There is no such kind of paper. The kinds: {kinds}.",
    ),
    "review.value": FaultText(
        _K.INVALID,
        "Thiếu giá trị đúng. Nhập như trên giấy tờ; nếu không ai đọc được thì chọn unreadable.",
        "The right value is missing. Write what stands on the paper; where nobody can read it, say unreadable.",
    ),
    "learning.reason": FaultText(
        _K.INVALID,
        "Văn bản của giấy tờ là dữ liệu cá nhân: nêu lý do xuất, ít nhất {length} ký tự.",
        "The texts of papers are personal data: say why they are exported, in {length} characters or more.",
    ),
    "submit.missing": FaultText(
        _K.CONFLICT,
        "Hồ sơ còn thiếu: {papers}.",
        "The dossier still lacks: {papers}.",
    ),
    "submit.consent": FaultText(
        _K.CONFLICT,
        "Chưa ghi nhận việc công dân đồng ý để đại lý hỗ trợ hồ sơ này. Hỏi công dân và ghi nhận trước khi nộp.",
        "The citizen's consent to assistance is not on record for this dossier. Ask, and record it before submitting.",
    ),
    "submit.unread": FaultText(
        _K.CONFLICT,
        "Còn {count} giấy tờ đang được đọc. Chờ đọc xong rồi nộp.",
        "{count} paper(s) are still being read. Wait until they are done.",
    ),
    "submit.differs": FaultText(
        _K.CONFLICT,
        "Có {count} điểm khác nhau giữa tờ khai và giấy tờ: {fields}. Sửa lại, hoặc xác nhận đã kiểm tra.",
        "The form and the papers differ in {count} place(s): {fields}. Correct them, or confirm that you checked.",
    ),
    "supplement.nothing": FaultText(
        _K.CONFLICT,
        "Chưa có giấy tờ mới nào kể từ khi có yêu cầu bổ sung.",
        "No new paper has come since the supplement was asked for.",
    ),
    "routing.no_unit": FaultText(
        _K.INVALID,
        "Chưa biết phường, xã nơi cư trú nên không xác định được cơ quan giải quyết.",
        "The ward or commune of residence is not known, so no authority can be found.",
    ),
    "routing.no_version": FaultText(
        _K.INVALID,
        "Bảng định tuyến không có quy tắc cho thủ tục {procedure} vào ngày {day}. Quản trị viên cần bổ sung.",
        "The routing table has no rule for procedure {procedure} on {day}. An administrator must enter it.",
    ),
    "routing.period": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: ngày không hợp lệ, hoặc ngày hết hiệu lực trước ngày bắt đầu. Sửa lại.",
        "Procedure {procedure}, rule from {day}: a day is no date, or the last day is before the first. Correct it.",
    ),
    "routing.overlap": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}: quy tắc từ {day} trùng ngày với quy tắc trước. Kết thúc quy tắc trước vào hôm trước.",
        "Procedure {procedure}: the rule from {day} overlaps the one before. End that one on the day before.",
    ),
    "routing.gap": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}: trước quy tắc từ {day} có ngày không có quy tắc nào. Nối liền hai thời gian.",
        "Procedure {procedure}: days before the rule from {day} have no rule. Close the gap.",
    ),
    "routing.rule": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: theo nơi cư trú thì ghi cấp, toàn thành phố thì ghi cấp và cơ quan.",
        "Procedure {procedure}, rule from {day}: by residence needs a level only, by city a level and an authority.",
    ),
    "routing.no_source": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: thiếu nguồn hoặc lời văn của nguồn. Bổ sung căn cứ.",
        "Procedure {procedure}, rule from {day}: source or its wording is missing. Enter where it is from.",
    ),
    "routing.delegation": FaultText(
        _K.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: ủy quyền cần quyết định, nguồn, nằm trong thời gian và không trùng.",
        "Procedure {procedure}, rule from {day}: a delegation needs decision, source, the rule's time, no other.",
    ),
    # what citizens say of how they were served
    "feedback.token": FaultText(
        _K.UNKNOWN,
        "Đường dẫn góp ý không đúng hoặc không thuộc hồ sơ này. Mở lại đường dẫn trong tin báo.",
        "The feedback link is not right, or not this dossier's. Open the link in the notice again.",
    ),
    "feedback.early": FaultText(
        _K.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}”. Đánh giá khi đã có kết quả.",
        "The dossier is at “{status_en}”. Rate it when there is a result.",
    ),
    "feedback.given": FaultText(
        _K.CONFLICT,
        "Hồ sơ này đã được đánh giá. Mỗi hồ sơ đánh giá một lần; có thể gửi phản ánh, kiến nghị.",
        "The dossier was rated before. That is done once; a complaint or proposal can still be made.",
    ),
    "feedback.marks": FaultText(
        _K.INVALID,
        "Cho điểm ít nhất một mục trong: {questions}; mỗi mục một trong các mức: {marks}.",
        "Mark at least one of: {questions}; each with one of: {marks}.",
    ),
    "feedback.category": FaultText(
        _K.INVALID, "Không có loại này. Các loại: {categories}.", "There is no such category. There are: {categories}."
    ),
    "feedback.text": FaultText(
        _K.INVALID,
        "Nội dung quá ngắn: ít nhất {least} ký tự.",
        "That says too little: write at least {least} characters.",
    ),
    "feedback.too_many": FaultText(
        _K.CONFLICT,
        "Hồ sơ này đã có {most} phản ánh, kiến nghị. Liên hệ Trung tâm Phục vụ hành chính công.",
        "The dossier has {most} complaints and proposals already. Turn to the Centre.",
    ),
    "feedback.unknown": FaultText(
        _K.UNKNOWN,
        "Không thấy phản ánh, kiến nghị này trong phạm vi của bạn. Kiểm tra lại mã.",
        "No such complaint or proposal within your reach. Check its id.",
    ),
    "feedback.answered": FaultText(
        _K.CONFLICT,
        "Phản ánh, kiến nghị này đã được trả lời.",
        "The complaint or proposal was answered before.",
    ),
    "feedback.invalid": FaultText(
        _K.INVALID,
        "Quy tắc góp ý không dùng được: mã trùng nhau hoặc trống, hoặc số ngày làm việc nhỏ hơn 1.",
        "The feedback rules cannot be used: ids repeat or are missing, or working days are fewer than 1.",
    ),
    # the national portal
    "parity.period": FaultText(
        _K.INVALID,
        "Khoảng ngày cần xem phải từ 1 đến {most} ngày, ngày đầu không sau ngày cuối.",
        "The period must be 1 to {most} days long, its first day not after its last.",
    ),
    # tracking
    "tracking.no_match": FaultText(
        _K.UNKNOWN,
        "Không có hồ sơ nào khớp cả mã và 4 số cuối điện thoại. Kiểm tra lại hai thông tin.",
        "No dossier matches both the code and the last 4 digits of the phone. Check both.",
    ),
    "tracking.too_many": FaultText(
        _K.TOO_MANY,
        "Đã tra cứu sai quá nhiều lần. Thử lại sau {minutes} phút.",
        "Too many wrong look-ups. Try again in {minutes} minutes.",
    ),
    "tracking.address_too_many": FaultText(
        _K.TOO_MANY,
        "Từ mạng này đã có quá nhiều lần tra cứu sai. Thử lại sau {minutes} phút, hoặc đăng nhập bằng VNeID.",
        "Too many wrong look-ups came from this network. Try again in {minutes} minutes, or sign in with VNeID.",
    ),
    "tracking.closed": FaultText(
        _K.TOO_MANY,
        "Tra cứu bằng mã đang tạm đóng vì có quá nhiều lần dò sai. Thử lại sau {minutes} phút, hoặc đăng nhập VNeID.",
        "Looking up by code is shut for a while: too much guessing. Try again in {minutes} minutes, or use VNeID.",
    ),
    # one-time codes
    "code.expired": FaultText(
        _K.UNKNOWN,
        "Mã đã hết hạn, đã dùng, hoặc không phải mã xin cho việc này. Xin mã mới.",
        "The code has expired, was used, or was asked for something else. Ask for a new one.",
    ),
    "code.wrong": FaultText(
        _K.INVALID,
        "Mã không đúng; còn {left} lần thử. Nhập lại 6 chữ số trong tin nhắn mới nhất, hoặc xin mã mới.",
        "The code is wrong; {left} tries are left. Type the 6 digits of the newest message, or ask for a new code.",
    ),
    "code.dead": FaultText(
        _K.TOO_MANY,
        "Mã đã bị thử sai {tries} lần nên không dùng được nữa. Xin mã mới; nếu hôm nay không xin được nữa thì chờ "
        "đến ngày mai.",
        "The code was tried wrong {tries} times and is dead. Ask for a new one; if today has had all its codes, wait "
        "until tomorrow.",
    ),
    "code.not_sent": FaultText(
        _K.UNAVAILABLE,
        "Chưa gửi được mã vì nhà mạng không trả lời. Thử lại sau một phút với cùng Idempotency-Key.",
        "The code could not be sent: the provider does not answer. Retry in a minute with the same Idempotency-Key.",
    ),
    "code.too_many": FaultText(
        _K.TOO_MANY,
        "Đã gửi đủ số mã cho việc này. Xin mã mới sau {minutes} phút.",
        "This has had all the codes that are sent for it. Ask for another in {minutes} minutes.",
    ),
    # signing in with VNeID
    "signin.off": FaultText(
        _K.UNAVAILABLE,
        "Chưa mở đăng nhập bằng VNeID. Tra cứu bằng mã hồ sơ và số điện thoại.",
        "Signing in with VNeID is not open yet. Look the dossier up by its code and the phone.",
    ),
    "signin.state": FaultText(
        _K.CONFLICT,
        "Lần đăng nhập này không bắt đầu từ máy này, đã dùng hoặc đã quá 10 phút. Đăng nhập lại từ đầu.",
        "This sign-in was not begun here, was used, or is older than 10 minutes. Start again.",
    ),
    "signin.cancelled": FaultText(
        _K.CONFLICT,
        "Ông/bà đã hủy đăng nhập VNeID. Đăng nhập lại, hoặc tra cứu bằng mã hồ sơ.",
        "You cancelled the sign-in at VNeID. Sign in again, or look up by the dossier's code.",
    ),
    "signin.no_account": FaultText(
        _K.FORBIDDEN,
        "Chưa có tài khoản VNeID. Đăng ký trên ứng dụng VNeID, hoặc tra cứu bằng mã hồ sơ.",
        "There is no VNeID account. Register in the VNeID app, or look up by the dossier's code.",
    ),
    "signin.locked": FaultText(
        _K.FORBIDDEN,
        "Tài khoản VNeID bị khóa hoặc hết hạn. Liên hệ công an xã, phường.",
        "The VNeID account is locked or has expired. Ask the commune's police.",
    ),
    "signin.refused": FaultText(
        _K.FORBIDDEN,
        "VNeID không cho đăng nhập (mã {code}). Thử lại, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID refuses the sign-in (code {code}). Try again, or look up by the dossier's code.",
    ),
    "signin.provider_down": FaultText(
        _K.UNAVAILABLE,
        "VNeID không trả lời. Đăng nhập lại sau ít phút, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID does not answer. Sign in again in a few minutes, or look up by the dossier's code.",
    ),
    "signin.token": FaultText(
        _K.FORBIDDEN,
        "Không kiểm chứng được câu trả lời của VNeID ({reason}). Đăng nhập lại từ đầu.",
        "VNeID's answer could not be verified ({reason}). Start the sign-in again.",
    ),
    "signin.nonce": FaultText(
        _K.FORBIDDEN,
        "Câu trả lời của VNeID thuộc một lần đăng nhập khác. Đăng nhập lại từ đầu.",
        "VNeID's answer belongs to another sign-in. Start again.",
    ),
    "signin.encrypted": FaultText(
        _K.FORBIDDEN,
        "Không giải mã được câu trả lời của VNeID. Đăng nhập lại; nếu còn lỗi, báo Trung tâm.",
        "VNeID's answer could not be decrypted. Sign in again; tell the Centre if it goes on.",
    ),
    "signin.claims": FaultText(
        _K.FORBIDDEN,
        "VNeID không cho biết: {names}. Đồng ý chia sẻ thông tin khi đăng nhập, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID does not tell: {names}. Agree to share it when signing in, or look up by the dossier's code.",
    ),
    "signin.level": FaultText(
        _K.FORBIDDEN,
        "Việc này cần tài khoản VNeID mức 2. Làm mức 2 tại công an xã, phường rồi đăng nhập lại.",
        "This needs a VNeID account of level 2. Get it at the commune's police, then sign in again.",
    ),
    "signin.address_too_many": FaultText(
        _K.TOO_MANY,
        "Từ mạng này đã có quá nhiều lần bắt đầu đăng nhập. Thử lại sau {minutes} phút, hoặc tra cứu bằng mã hồ sơ.",
        "Too many sign-ins were begun from this network. Try again in {minutes} minutes, or look up by the "
        "dossier's code.",
    ),
    "signin.closed": FaultText(
        _K.TOO_MANY,
        "Đăng nhập VNeID đang tạm đóng vì có quá nhiều lượt. Thử lại sau {minutes} phút, hoặc tra cứu bằng mã hồ sơ.",
        "Signing in is shut for a while: too many began. Try again in {minutes} minutes, or look up by the dossier's "
        "code.",
    ),
    "signin.ended": FaultText(
        _K.UNAUTHENTICATED,
        "Đã đăng xuất. Đăng nhập lại bằng VNeID.",
        "You have signed out. Sign in with VNeID again.",
    ),
    # scans
    "scan.empty_file": FaultText(
        _K.INVALID, "Tệp rỗng (0 byte). Chụp hoặc quét lại.", "The file is empty (0 bytes). Scan it again."
    ),
    "scan.not_image_or_pdf": FaultText(
        _K.INVALID,
        "Tệp không phải ảnh hay PDF. Gửi JPEG, PNG, TIFF, HEIC hoặc PDF.",
        "The file is no image and no PDF. Send JPEG, PNG, TIFF, HEIC or PDF.",
    ),
    "scan.truncated": FaultText(
        _K.INVALID,
        "Tệp bị cắt cụt hoặc hỏng, không đọc hết được. Tải lên lại.",
        "The file is cut short or damaged. Upload it again.",
    ),
    "scan.encrypted_pdf": FaultText(
        _K.INVALID,
        "PDF có mật khẩu. Gửi bản không đặt mật khẩu.",
        "The PDF is protected by a password. Send one without.",
    ),
    "scan.too_many_pixels": FaultText(
        _K.INVALID,
        "Ảnh quá lớn. Quét ở 200–300 dpi.",
        "The image is too large. Scan at 200-300 dpi.",
    ),
    "scan.too_many_pages": FaultText(
        _K.INVALID,
        "Tệp có hơn 500 trang. Tách thành các tệp ngắn hơn.",
        "The file has more than 500 pages. Split it into shorter files.",
    ),
    "scan.too_complex": FaultText(
        _K.INVALID,
        "PDF quá phức tạp, không dựng được trang trong thời gian cho phép. In ra giấy rồi quét lại.",
        "The PDF is too complex: its pages cannot be drawn in time. Print it and scan the print.",
    ),
    "scan.too_large": FaultText(
        _K.INVALID,
        "Tệp vượt quá dung lượng cho phép. Quét ở 200–300 dpi.",
        "The file exceeds the size limit. Scan at 200-300 dpi.",
    ),
    "scan.reader_failed": FaultText(
        _K.INVALID,
        "Máy đọc đã thử nhiều lần mà không đọc được tệp; tệp vẫn được giữ và người trực hệ thống đã được báo. "
        "Quét lại thành tệp mới nếu cần nộp ngay.",
        "The reader failed on the file again and again; it is kept, and those on call know. "
        "Scan it anew if it cannot wait.",
    ),
    "scan.other_version": FaultText(
        _K.CONFLICT,
        "Giấy tờ này đã có kết quả đọc từ tệp gửi trước; tệp gửi sau được giữ nhưng không dùng. "
        "Thêm giấy tờ mới nếu muốn thay.",
        "The paper was settled by the file that came first; the later one is kept but counts for nothing. "
        "Add a new paper to replace it.",
    ),
    "scan.belongs_nowhere": FaultText(
        _K.INVALID,
        "Người kiểm tra cho biết tệp này không thuộc hồ sơ. Quét đúng giấy tờ cần nộp.",
        "Whoever looked says that this file is no part of the dossier. Scan the right paper.",
    ),
    "scan.not_uploaded": FaultText(
        _K.INVALID,
        "Đã xin chỗ tải lên nhưng không có tệp nào được gửi. Tải lên lại.",
        "A slot was asked for but no file came. Upload it again.",
    ),
    # long scans, and what is said of their pages
    "batch.unknown": FaultText(
        _K.UNKNOWN,
        "Không thấy lô quét này trong phạm vi của bạn. Kiểm tra lại mã lô.",
        "No such batch within your reach. Check its id.",
    ),
    "batch.no_page": FaultText(
        _K.UNKNOWN,
        "Lô quét không có trang này; lô có {count} trang.",
        "The batch has no such page; it has {count} page(s).",
    ),
    "batch.page_settled": FaultText(
        _K.CONFLICT,
        "Trang {page} đã được xếp chỗ hoặc đã bỏ. Tải lại lô quét để xem trang đang ở đâu.",
        "Page {page} has its place already, or was discarded. Load the batch again to see where it is.",
    ),
    "batch.page_lost": FaultText(
        _K.CONFLICT,
        "Trang {page} hỏng nên không tách ra được. Quét lại trang này, rồi bỏ trang hỏng với lý do.",
        "Page {page} is damaged and cannot be taken out. Scan it again, then discard it with a reason.",
    ),
    "batch.place": FaultText(
        _K.INVALID,
        "Ghi hồ sơ và thành phần hồ sơ của trang, hoặc lý do bỏ trang (ít nhất {least} ký tự); chỉ một trong hai.",
        "Give the page's dossier and slot, or why it is discarded (at least {least} characters); one of the two.",
    ),
    "page.blank": FaultText(_K.INVALID, "Trang trắng, đã bỏ ra.", "A blank page, left out."),
    "page.repeated": FaultText(
        _K.INVALID,
        "Trùng với trang đã có ở cùng thành phần hồ sơ, đã bỏ ra. Nếu không trùng, xếp lại trang này.",
        "It repeats a page of the same slot and was left out. If it does not, give it its place.",
    ),
    "page.damaged": FaultText(
        _K.INVALID,
        "Trang hỏng, không mở được. Quét lại. Trang này có thể là tờ bìa nên các trang sau không được tự xếp.",
        "The page is damaged; scan it again. It may be a cover sheet, so what follows was not placed.",
    ),
    "page.no_cover": FaultText(
        _K.INVALID,
        "Trước trang này không có tờ bìa. Chọn hồ sơ và thành phần hồ sơ.",
        "No cover sheet stands before this page. Choose its dossier and slot.",
    ),
    "page.foreign_cover": FaultText(
        _K.INVALID,
        "Tờ bìa này không do hệ thống in hoặc đã bị sửa. In lại tờ bìa từ hồ sơ.",
        "This cover sheet was not printed here, or was altered. Print the dossier's sheets again.",
    ),
    "page.unread_cover": FaultText(
        _K.INVALID,
        "Có vẻ là tờ bìa nhưng mã không đọc được. In lại hoặc quét lại tờ bìa.",
        "It looks like a cover sheet, but its code cannot be read. Print or scan the sheet again.",
    ),
    "page.behind_bad_cover": FaultText(
        _K.INVALID,
        "Tờ bìa trước trang này không dùng được. Chọn hồ sơ và thành phần hồ sơ.",
        "The cover sheet before this page is of no use. Choose its dossier and slot.",
    ),
    "page.behind_damaged": FaultText(
        _K.INVALID,
        "Trước trang này có trang hỏng, có thể là tờ bìa. Chọn hồ sơ và thành phần hồ sơ.",
        "A page before this one is damaged and may be a cover sheet. Choose this page's dossier and slot.",
    ),
    # payments
    "payment.unknown": FaultText(
        _K.UNKNOWN,
        "Hồ sơ không có khoản thanh toán này. Tải lại danh sách khoản phải nộp.",
        "The dossier has no such payment. Load the list of its payments again.",
    ),
    "payment.state": FaultText(
        _K.CONFLICT,
        "Khoản này {state} nên không làm được việc đó. Tải lại hồ sơ để xem việc còn mở.",
        "The payment is {state_en}, which does not allow that. Load the dossier again to see what is open.",
    ),
    "payment.tariff": FaultText(
        _K.INVALID,
        "Mức thu trực tiếp ({direct}) khác trực tuyến ({online}). Chọn tariff là direct hoặc online.",
        "The fee at the counter ({direct}) is not the one online ({online}). State the tariff: direct or online.",
    ),
    "payment.extra": FaultText(
        _K.INVALID,
        "Thủ tục không có mức thu riêng này. Các mức có: {codes}.",
        "The procedure has no such special case. There are: {codes}.",
    ),
    "payment.exemption": FaultText(
        _K.INVALID,
        "Không có mức miễn, giảm mang số này: ngày nhận hồ sơ có {count} mức. Chọn theo thứ tự trong danh mục.",
        "There is no exemption of that number: the dossier's day has {count}. Choose by the catalogue's order.",
    ),
    "payment.ground": FaultText(
        _K.INVALID,
        "Miễn, giảm phải có căn cứ: ghi rõ vì sao người này được hưởng.",
        "An exemption needs its ground: say why it is this person's.",
    ),
    "payment.amount_known": FaultText(
        _K.INVALID,
        "Danh mục đã có mức thu ({amount} đồng), không tự ghi số tiền. Bỏ trống amount.",
        "The catalogue knows the fee ({amount} dong); no other amount is taken. Leave it out.",
    ),
    "payment.too_much": FaultText(
        _K.INVALID,
        "Số tiền vượt {limit} đồng. Kiểm tra lại số lượng.",
        "The amount is above {limit} dong. Look at the quantity again.",
    ),
    "payment.nothing_due": FaultText(
        _K.INVALID,
        "Theo danh mục, hồ sơ này không phải nộp khoản nào. Bỏ trống fee nếu là nghĩa vụ tài chính khác.",
        "By the catalogue nothing is due for this dossier. Leave fee out if it is an obligation of another kind.",
    ),
    "payment.not_at_intake": FaultText(
        _K.CONFLICT,
        "Thủ tục này không thu phí khi nộp hồ sơ. Cơ quan giải quyết sẽ yêu cầu khi đến lúc.",
        "This procedure's fee is not due at intake. The authority asks for it when it is time.",
    ),
    "payment.open": FaultText(
        _K.CONFLICT,
        "Hồ sơ đang có một khoản chưa nộp. Thu khoản đó trước.",
        "The dossier has a payment that is still open. Take that one first.",
    ),
    "payment.no_cash": FaultText(
        _K.FORBIDDEN,
        "Điểm {agent} chưa được Trung tâm cho phép thu tiền mặt. Dùng mã VietQR.",
        "The agent {agent} may not take cash; the Centre has not entered that. Use the VietQR code.",
    ),
    "payment.amount": FaultText(
        _K.INVALID,
        "Số tiền phải nộp là {amount} đồng, thu đúng số đó.",
        "The amount due is {amount} dong; take that very amount.",
    ),
    "payment.gateway_down": FaultText(
        _K.UNAVAILABLE,
        "Cổng thanh toán không trả lời. Thử lại sau với cùng Idempotency-Key, hoặc dùng mã VietQR.",
        "The payment gateway does not answer. Retry with the same Idempotency-Key, or use the VietQR code.",
    ),
    "payment.starts_spent": FaultText(
        _K.TOO_MANY,
        "Hồ sơ này đã lấy mã nộp tiền quá nhiều lần trong một giờ. Thử lại sau {minutes} phút, hoặc nộp tại đại lý.",
        "This dossier has had its codes to pay with of the hour. Try in {minutes} minutes, or pay at the agent.",
    ),
    "payment.no_till": FaultText(
        _K.CONFLICT,
        "Khoản này không thu bằng tiền mặt nên không trả lại tại quầy.",
        "The payment was not taken in cash, so it is not handed back at the counter.",
    ),
    "payment.till_short": FaultText(
        _K.CONFLICT,
        "Theo sổ, két chỉ còn {held} đồng. Bổ sung tiền vào két rồi trả, hoặc kiểm đếm lại.",
        "By the books the till holds {held} dong only. Put money in first, or count it again.",
    ),
    "payment.no_receipt": FaultText(
        _K.CONFLICT,
        "Khoản này chưa thanh toán nên chưa có biên nhận.",
        "The payment is not paid yet, so there is no receipt.",
    ),
    "money.unknown": FaultText(
        _K.UNKNOWN,
        "Không có khoản tiền chưa khớp này. Tải lại danh sách.",
        "There is no such unmatched money. Load the list again.",
    ),
    "money.cleared": FaultText(
        _K.CONFLICT,
        "Khoản tiền này đã có người xử lý. Tải lại danh sách.",
        "Somebody has cleared this up already. Load the list again.",
    ),
    "money.decision": FaultText(
        _K.CONFLICT,
        "Khoản tiền này không quyết định như vậy được. Có thể chọn: {open}.",
        "That cannot be decided of this money. Open are: {open}.",
    ),
    "money.amount": FaultText(
        _K.CONFLICT,
        "Tiền đến {came} đồng, khoản phải nộp {due} đồng: không gán được. Hoàn trả rồi đề nghị nộp lại đúng số.",
        "{came} dong came and {due} are due: it cannot be taken for that. Give it back and have the right sum paid.",
    ),
    "books.closed": FaultText(
        _K.CONFLICT,
        "Sổ ngày {day} đã chốt, không sửa được. Việc phát sinh ghi vào ngày sau.",
        "The book of {day} is closed for good. What comes now goes to a later day.",
    ),
    "books.reason": FaultText(
        _K.INVALID,
        "Tiền đếm được ({counted} đồng) khác sổ ({ledger} đồng). Đếm lại, hoặc ghi lý do chênh lệch.",
        "The cash counted ({counted} dong) is not what the book says ({ledger} dong). Count again, or give the reason.",
    ),
    "books.deposit": FaultText(
        _K.INVALID,
        "Số tiền nộp đi lớn hơn số đếm được. Kiểm tra lại.",
        "More was handed in than was counted. Look again.",
    ),
    "statement.none": FaultText(
        _K.UNKNOWN,
        "Chưa có sao kê của {gateway} ngày {day}. Tệp đến là hệ thống tự đối soát trong vòng một giờ.",
        "There is no statement of {gateway} for {day} yet. It is matched within an hour of its coming.",
    ),
    "statement.unreadable": FaultText(
        _K.INVALID,
        "Sao kê không đọc được ở dòng {line}. Đề nghị cổng thanh toán gửi lại tệp.",
        "The statement cannot be read at line {line}. Ask the gateway to send the file again.",
    ),
    # partner batches
    "batch.manifest": FaultText(
        _K.INVALID,
        "manifest.csv không đọc được: {reason}.",
        "manifest.csv cannot be read: {reason}.",
    ),
    "batch.no_file": FaultText(
        _K.INVALID,
        "Không có tệp {file} trong lô. Gửi tệp trước, manifest.csv sau cùng.",
        "The batch has no file {file}. Send files first and manifest.csv last.",
    ),
    "batch.checksum": FaultText(
        _K.INVALID,
        "Tệp {file} không khớp mã kiểm tra sha256 trong manifest.csv.",
        "The file {file} does not match its sha256 in manifest.csv.",
    ),
    "batch.rows_disagree": FaultText(
        _K.INVALID,
        "Các dòng của hồ sơ {ref} không thống nhất ở cột {column}.",
        "The rows of dossier {ref} disagree in column {column}.",
    ),
    "batch.other_provider": FaultText(
        _K.FORBIDDEN,
        "Đại lý {agent} không thuộc doanh nghiệp gửi lô này.",
        "The agent {agent} does not belong to the provider that sent this batch.",
    ),
    # wordings of notices
    "template.unknown_gap": FaultText(
        _K.INVALID,
        "Mẫu tin có chỗ trống không có: {gaps}. Các chỗ trống được dùng: {known}.",
        "The wording has gaps that do not exist: {gaps}. There are: {known}.",
    ),
    "template.missing_gap": FaultText(
        _K.INVALID,
        "Mẫu tin còn thiếu chỗ trống bắt buộc: {gaps}.",
        "The wording lacks gaps that it must have: {gaps}.",
    ),
    "template.forbidden_gap": FaultText(
        _K.INVALID,
        "Tin nhắn SMS, Zalo không được nêu: {gaps} (có thể là dữ liệu cá nhân). Chỉ dùng: {allowed}.",
        "SMS and push may not tell: {gaps} (it may be personal data). Use only: {allowed}.",
    ),
    "template.braces": FaultText(
        _K.INVALID,
        "Dấu ngoặc nhọn trong mẫu tin không khớp, hoặc chỗ trống có định dạng. "
        "Mỗi chỗ trống là một tên trong một cặp ngoặc nhọn.",
        "Braces in the wording do not match, or a gap has a format. A gap is one name in one pair of braces.",
    ),
    "template.letters": FaultText(
        _K.INVALID,
        "Tin nhắn không dấu không gửi được các ký tự: {letters}. Bỏ các ký tự này, hoặc chọn sms_encoding là unicode.",
        "An unaccented SMS cannot carry: {letters}. Leave them out, or choose sms_encoding unicode.",
    ),
    "template.entry": FaultText(
        _K.INVALID,
        "Mẫu tin này phải nằm ở mục {wanted}.",
        "This wording belongs under the entry {wanted}.",
    ),
    # how citizens are told, and why they were not
    "contact.channels": FaultText(
        _K.INVALID,
        "Chọn ít nhất một kênh nhận tin trong các kênh: {channels}.",
        "Choose at least one of these channels: {channels}.",
    ),
    "notice.phone_landline": FaultText(
        _K.INVALID,
        "Số máy bàn không nhận được tin nhắn. Gọi điện cho người dân, hoặc ghi số di động hay thư điện tử.",
        "A landline takes no text messages. Ring the citizen, or take a mobile number or e-mail address.",
    ),
    "notice.phone_foreign": FaultText(
        _K.INVALID,
        "Hệ thống không gửi tin nhắn ra số nước ngoài. Ghi số di động Việt Nam hoặc thư điện tử.",
        "No text messages are sent to foreign numbers. Take a Vietnamese mobile number or an e-mail address.",
    ),
    "notice.phone_invalid": FaultText(
        _K.INVALID,
        "Số điện thoại này không nhận được tin nhắn. Hỏi lại người dân.",
        "This number takes no text messages. Ask the citizen again.",
    ),
    "notice.bounced": FaultText(
        _K.INVALID,
        "Thư điện tử bị trả lại. Hỏi lại địa chỉ của người dân.",
        "The e-mail bounced. Ask the citizen for the address again.",
    ),
    "notice.address_dead": FaultText(
        _K.INVALID,
        "Địa chỉ thư điện tử này không tồn tại; hệ thống không gửi thư đến đó nữa. Hỏi lại địa chỉ của người dân.",
        "This e-mail address does not exist; nothing more is sent there. Ask the citizen for another one.",
    ),
    "notice.phone_unreachable": FaultText(
        _K.INVALID,
        "Máy của người dân tắt hoặc ngoài vùng phủ sóng nên tin không đến. Gọi điện sau, hoặc ghi thư điện tử.",
        "The citizen's phone was off or out of reach. Ring later, or take an e-mail address.",
    ),
    "notice.phone_opted_out": FaultText(
        _K.INVALID,
        "Người dân đã từ chối nhận tin nhắn ở số này. Gọi điện, hoặc ghi số khác hay thư điện tử.",
        "The citizen refused text messages to this number. Ring, or take another number or an e-mail address.",
    ),
    "notice.phone_blocked": FaultText(
        _K.INVALID,
        "Số này chặn tin nhắn. Gọi điện, hoặc ghi số khác hay thư điện tử.",
        "Text messages to this number are blocked. Ring, or take another number or an e-mail address.",
    ),
    "notice.sender_refused": FaultText(
        _K.UNAVAILABLE,
        "Nhà mạng không chuyển tin của Trung tâm (nội dung, hạn mức hoặc giá). Báo cho người dân bằng cách khác.",
        "The carrier did not take the Centre's message (wording, quota or price). Tell the citizen some other way.",
    ),
    "notice.undelivered": FaultText(
        _K.INVALID,
        "Nhà mạng báo tin không đến được máy của người dân. Gọi điện hoặc hỏi lại số.",
        "The provider reports that the message did not arrive. Ring the citizen, or ask for the number again.",
    ),
    "notice.refused": FaultText(
        _K.INVALID,
        "Nhà cung cấp không nhận gửi tin này (mã {code}). Kiểm tra số điện thoại hoặc địa chỉ thư của người dân.",
        "The provider refuses this message (code {code}). Check the citizen's number or address.",
    ),
    "notice.given_up": FaultText(
        _K.UNAVAILABLE,
        "Đã gửi nhiều lần mà nhà cung cấp đều lỗi (mã {code}). Báo cho người dân bằng cách khác.",
        "The provider failed again and again (code {code}). Tell the citizen some other way.",
    ),
    # consents, papers that serve again, requests about the own data
    "consent.wording": FaultText(
        _K.INVALID,
        "Lời xin đồng ý chưa dùng được; sửa các mục: {names}.",
        "This wording cannot be asked; mend: {names}.",
    ),
    "consent.purpose": FaultText(
        _K.INVALID,
        "Không có lời xin đồng ý cho mục đích và ngôn ngữ này. Chọn một mục đích trong danh sách.",
        "There is no wording for this purpose and language. Choose a purpose of the list.",
    ),
    "consent.not_needed": FaultText(
        _K.INVALID,
        "Mục đích này không cần sự đồng ý theo luật ({basis}); không phải ghi nhận gì.",
        "By law this purpose needs no consent ({basis}); there is nothing to record.",
    ),
    "consent.which": FaultText(
        _K.INVALID,
        "Sự đồng ý này chỉ dùng cho một hồ sơ. Nêu mã hồ sơ.",
        "This consent is for one dossier. Name the dossier's code.",
    ),
    "consent.child": FaultText(
        _K.INVALID,
        "Chưa xác định được ai phải đồng ý thay trẻ em. Kiểm tra ngày sinh, hoặc hỏi Trung tâm.",
        "It is not known whose word is needed for this child. Check the birth date, or ask the Centre.",
    ),
    "consent.proof": FaultText(
        _K.INVALID,
        "Cần bằng chứng đồng ý, mỗi người một lần, của đúng những người này: {who}.",
        "The consent of exactly these is to be proven, each once: {who}.",
    ),
    "consent.paper": FaultText(
        _K.INVALID,
        "Giấy này chưa đọc được, hoặc là giấy tờ khác chứ không phải phiếu có chữ ký. Quét phiếu đã ký rồi ghi nhận.",
        "The paper has not been read, or is not a signed statement but a paper of another kind. Scan the signed one.",
    ),
    "consent.unknown": FaultText(
        _K.UNKNOWN,
        "Không tìm thấy sự đồng ý này.",
        "There is no such consent.",
    ),
    "consent.not_given": FaultText(
        _K.CONFLICT,
        "Sự đồng ý này không dùng được cho mục đích {purpose} ở hồ sơ này, hoặc đã rút lại. Xin đồng ý rồi làm lại.",
        "This consent does not cover {purpose} for this dossier, or was withdrawn. Ask for consent, then try again.",
    ),
    "reuse.rule": FaultText(
        _K.INVALID,
        "Loại giấy {kind} được dùng lại thì phải có đúng một cách tính hạn: until, since và months, hoặc unlimited.",
        "A kind that may serve again ({kind}) needs exactly one of: until, since with months, unlimited.",
    ),
    "offer.none": FaultText(
        _K.UNKNOWN,
        "Không có giấy tờ này để dùng lại: đã hết hạn, đã rút đồng ý, đã xóa, hoặc hồ sơ không cần. Tải lại danh sách.",
        "This paper cannot serve here: expired, withdrawn, erased, or not needed. Load the list again.",
    ),
    "rights.clock": FaultText(
        _K.INVALID,
        "Số giờ báo trước phải lớn hơn 0 và nhỏ hơn thời hạn.",
        "The warning must come after the start and before the end of the time.",
    ),
    "rights.values": FaultText(
        _K.INVALID,
        "Chỉ yêu cầu sửa mới nêu giá trị, và phải nêu ít nhất một trong: {names}.",
        "A correction, and nothing else, names at least one of: {names}.",
    ),
    "rights.proof": FaultText(
        _K.INVALID,
        "Cần đúng một bằng chứng: mã dùng một lần, hoặc bản giấy có chữ ký của người yêu cầu.",
        "Exactly one proof is needed: a one-time code, or a paper that the applicant signed.",
    ),
    "rights.unknown": FaultText(
        _K.UNKNOWN,
        "Không tìm thấy yêu cầu này.",
        "There is no such request.",
    ),
    "rights.not_granted": FaultText(
        _K.CONFLICT,
        "Yêu cầu này không phải yêu cầu xem dữ liệu, hoặc Trung tâm chưa chấp thuận. Hỏi lại khi có kết quả.",
        "This is no request to see the own data, or the Centre has not granted it yet. Come back when it has.",
    ),
    "rights.decided": FaultText(
        _K.CONFLICT,
        "Yêu cầu này đã được quyết định.",
        "This request was decided before.",
    ),
    "rights.reason": FaultText(
        _K.INVALID,
        "Nêu lý do cho công dân, ít nhất {least} ký tự.",
        "Give the citizen a reason of at least {least} characters.",
    ),
    "rights.restricted": FaultText(
        _K.FORBIDDEN,
        "Công dân đã yêu cầu hạn chế xử lý; chỉ Trung tâm được xem dữ liệu cá nhân của hồ sơ này.",
        "The citizen had this dossier restricted; only the Centre sees what is personal in it.",
    ),
    # messages from other systems
    "webhook.shape": FaultText(
        _K.INVALID,
        "Thông điệp không đúng dạng: cần id và event mà bên gửi này dùng.",
        "The message is malformed: it needs an id and an event that this sender has.",
    ),
    # results, who may collect them, and how they travel
    "result.unknown": FaultText(
        _K.UNKNOWN,
        "Không có kết quả này. Kiểm tra lại mã kết quả.",
        "There is no such result. Check its id.",
    ),
    "result.state": FaultText(
        _K.CONFLICT,
        "Kết quả này {state} nên không làm được việc đó. Tải lại danh sách kết quả của hồ sơ.",
        "The result is {state_en}, which does not allow that. Load the dossier's results again.",
    ),
    "result.code_only": FaultText(
        _K.FORBIDDEN,
        "Kết quả này chỉ mở bằng mã dùng một lần gửi đến điện thoại đã khai: tra cứu theo mã hồ sơ rồi xin mã.",
        "This result opens only with a one-time code to the declared phone: look the dossier up and ask for a code.",
    ),
    "result.gone_back": FaultText(
        _K.CONFLICT,
        "Kết quả không có người nhận nên đang chuyển về cơ quan giải quyết; người dân nhận tại đó, không gửi được nữa.",
        "Nobody collected the result, so it goes back to the authority, where it is collected; it cannot be posted.",
    ),
    "result.part": FaultText(
        _K.INVALID,
        "Kết quả này thuộc phần khác của hồ sơ. Chọn kết quả của đúng phần đang giải quyết.",
        "The result belongs to another part of the dossier. Choose the one of the part that is decided.",
    ),
    "result.number": FaultText(
        _K.INVALID,
        "Số kết quả khác số đã ghi khi tạo kết quả. Kiểm tra lại số, hoặc tạo kết quả mới.",
        "The number is not the one that the result was made under. Check it, or make another result.",
    ),
    "result.not_yet": FaultText(
        _K.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}” nên chưa nhận hoặc không còn nhận kết quả. "
        "Kết quả được lập sau khi tiếp nhận và trước khi xử lý xong.",
        "The dossier is “{status_en}”, so no result can be made: that is done after acceptance, before it is finished.",
    ),
    "result.on_its_way": FaultText(
        _K.CONFLICT,
        "Kết quả đang được {carrier} chuyển phát. Chờ phát xong hoặc chuyển hoàn.",
        "The result is on its way with {carrier}. Wait until it is delivered or sent back.",
    ),
    "result.authorisation": FaultText(
        _K.INVALID,
        "Người nhận thay phải có giấy ủy quyền: ghi loại giấy, số và ngày (ít nhất 10 ký tự).",
        "Whoever collects for another needs an authorisation: note its kind, number and day (10 characters at least).",
    ),
    "result.not_pdf": FaultText(
        _K.INVALID,
        "Tệp kết quả không phải PDF. Xuất văn bản ra PDF rồi xin chỗ tải lên mới.",
        "The result's file is not a PDF. Export the document as PDF and ask for a new place to upload it.",
    ),
    "result.encrypted_pdf": FaultText(
        _K.INVALID,
        "Tệp PDF kết quả được đặt mật khẩu hoặc hạn chế quyền. Bỏ mã hóa rồi tải lên lại.",
        "The result's PDF is encrypted or restricted. Remove the encryption and upload it again.",
    ),
    "result.truncated": FaultText(
        _K.INVALID,
        "Tệp PDF kết quả hỏng hoặc thiếu phần cuối. Xuất lại từ văn bản gốc.",
        "The result's PDF is damaged or cut short. Export it again from the document.",
    ),
    "result.too_many_pages": FaultText(
        _K.INVALID,
        "Kết quả có hơn 200 trang. Tách phụ lục thành tệp riêng.",
        "The result has more than 200 pages. Keep its annexes in files of their own.",
    ),
    "result.too_large": FaultText(
        _K.INVALID,
        "Tệp kết quả vượt 20 MB. Giảm độ phân giải ảnh trong văn bản.",
        "The result's file exceeds 20 MB. Lower the resolution of its pictures.",
    ),
    "result.wrapped": FaultText(
        _K.INVALID,
        "PDF kết quả có dữ liệu lạ ở trước hoặc sau phần PDF. Xuất lại thành PDF từ văn bản gốc.",
        "Something stands before or behind the PDF in the result's file. Export it again from the document.",
    ),
    "result.script": FaultText(
        _K.INVALID,
        "PDF kết quả chứa mã lệnh (JavaScript hoặc biểu mẫu XFA). Xuất lại thành PDF thường.",
        "The result's PDF carries a script (JavaScript, or an XFA form). Export it again as a plain PDF.",
    ),
    "result.by_itself": FaultText(
        _K.INVALID,
        "PDF kết quả tự chạy lệnh khi mở, đóng hoặc chuyển trang. Xuất lại thành PDF thường.",
        "The result's PDF does something by itself when it or a page is opened or closed. Export it as a plain PDF.",
    ),
    "result.action": FaultText(
        _K.INVALID,
        "Liên kết hoặc nút trong PDF kết quả chạy chương trình, mở tệp hay gửi dữ liệu. Chỉ giữ liên kết web, thư.",
        "A link or button in the result's PDF starts, opens or sends something. Keep only links to web and mail.",
    ),
    "result.attachment": FaultText(
        _K.INVALID,
        "PDF kết quả có tệp đính kèm. Bỏ tệp đính kèm, hoặc in phụ lục thành trang.",
        "The result's PDF has files attached. Take them out, or print annexes as pages.",
    ),
    "result.media": FaultText(
        _K.INVALID,
        "PDF kết quả chứa âm thanh, phim hoặc mô hình 3D. Bỏ đi rồi xuất lại.",
        "The result's PDF holds sound, film or a 3D model. Take it out and export it again.",
    ),
    "result.layers": FaultText(
        _K.INVALID,
        "PDF kết quả có lớp ẩn hiện được, nên mỗi người có thể thấy khác nhau. Gộp lớp (in ra PDF) rồi tải lại.",
        "The result's PDF has layers to show or hide, so people may see different things. Print it to a flat PDF.",
    ),
    "result.fetched": FaultText(
        _K.INVALID,
        "PDF kết quả lấy nội dung từ tệp khác. Xuất lại với mọi nội dung nằm trong tệp.",
        "The result's PDF takes content from another file. Export it again with all of its content inside.",
    ),
    "result.broken_signature": FaultText(
        _K.INVALID,
        "Chữ ký số có sẵn trong PDF không còn đúng: tệp bị sửa sau khi ký, hoặc không kiểm tra được. Ký lại bản gốc.",
        "A signature in the result's PDF does not hold: it cannot be checked, or the file was changed. Sign it anew.",
    ),
    "result.unsignable": FaultText(
        _K.INVALID,
        "PDF kết quả không ký số được: cấu trúc tệp sai hoặc đã bị khóa ký. Xuất lại từ văn bản gốc.",
        "The result's PDF cannot be signed: it is malformed, or locked against signatures. Export it again.",
    ),
    "result.not_uploaded": FaultText(
        _K.INVALID,
        "Đã xin chỗ tải kết quả lên nhưng không có tệp nào được gửi. Xin chỗ mới.",
        "A place for the result was asked for but no file came. Ask for a new one.",
    ),
    "pickup.needed": FaultText(
        _K.INVALID,
        "Trả kết quả cần mã nhận kết quả gồm 6 chữ số đã gửi cho người dân. Hỏi mã, hoặc gửi mã mới.",
        "The result is handed out against six digits that were sent to the citizen. Ask for them, or send new ones.",
    ),
    "pickup.unsent": FaultText(
        _K.CONFLICT,
        "Chưa gửi mã nhận kết quả cho người dân. Gửi mã trước (kết quả chỉ có bản giấy: mã kết quả là `paper`).",
        "No code to collect the result was sent yet. Send one first (a result on paper only has the id `paper`).",
    ),
    "pickup.too_many": FaultText(
        _K.TOO_MANY,
        "Hôm nay đã gửi {limit} mã cho hồ sơ này. Chờ đến ngày mai.",
        "{limit} codes were sent for this dossier today. Wait until tomorrow.",
    ),
    "parcel.carrier": FaultText(
        _K.INVALID,
        "Không có đơn vị chuyển phát này. Chọn một trong: {known}.",
        "There is no such carrier. Choose one of: {known}.",
    ),
    "parcel.taken": FaultText(
        _K.CONFLICT,
        "Số vận đơn này đã dùng cho bưu gửi khác. Kiểm tra lại số trên vận đơn.",
        "This tracking number is another parcel's. Check the number on the waybill.",
    ),
    "tracking.unreadable": FaultText(
        _K.INVALID,
        "Tệp hành trình bưu gửi không đọc được ở dòng {line}: cần cột tracking và status.",
        "The tracking file cannot be read at line {line}: it needs the columns tracking and status.",
    ),
    "custody.unknown": FaultText(
        _K.UNKNOWN,
        "Không thấy giấy tờ mang mã này trong phạm vi của bạn. Quét lại mã.",
        "No such article within your reach. Scan its code again.",
    ),
    "custody.entered": FaultText(
        _K.CONFLICT,
        "Giấy tờ này đã được theo dõi bàn giao, mã {article}, đang do {holder} giữ. Quét mã đó.",
        "This paper is followed already: its code is {article}, and it is with {holder}. Scan that code.",
    ),
    "custody.undecided": FaultText(
        _K.CONFLICT,
        "Kết quả này chưa được ban hành hoặc đã trả, nên không có bản giấy để theo dõi.",
        "This result was not issued yet, or was handed over, so there is no paper of it to follow.",
    ),
    "custody.not_holder": FaultText(
        _K.CONFLICT,
        "Giấy tờ này đang do {holder} giữ. Chỉ bên đang giữ mới bàn giao được.",
        "The article is with {holder}. Only whoever has it can hand it over.",
    ),
    "custody.self": FaultText(
        _K.INVALID,
        "Bên nhận chính là bên đang giữ. Chọn bên nhận khác.",
        "It is offered to whoever has it already. Choose somebody else.",
    ),
    "custody.receiver": FaultText(
        _K.INVALID,
        "Không có bên nhận mang mã này. Kiểm tra mã đại lý, cơ quan hoặc đơn vị vận chuyển.",
        "Nobody of that id receives papers. Check the id of the agent, authority or courier.",
    ),
    "custody.not_offered": FaultText(
        _K.CONFLICT,
        "Giấy tờ này không được bàn giao cho bạn; đang do {holder} giữ. Đề nghị bên đó quét bàn giao trước.",
        "The article was not offered to you; it is with {holder}. Ask them to scan the hand-over first.",
    ),
    "custody.too_many": FaultText(
        _K.INVALID,
        "Hồ sơ đã có {limit} giấy tờ được theo dõi bàn giao.",
        "The dossier has {limit} articles in custody already.",
    ),
}
