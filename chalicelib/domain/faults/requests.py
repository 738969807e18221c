"""What is wrong with a request, whatever it asks for."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "request.not_json": FaultText(
        Kind.MALFORMED,
        "Nội dung gửi lên không phải JSON hợp lệ. Kiểm tra lại dấu ngoặc, dấu phẩy và bảng mã UTF-8.",
        "The body is not valid JSON. Check brackets, commas and the UTF-8 encoding.",
    ),
    "request.invalid": FaultText(
        Kind.INVALID,
        "Dữ liệu gửi lên chưa đúng ở {count} chỗ; xem danh sách lỗi.",
        "The request is wrong in {count} place(s); see the list of errors.",
    ),
    "request.value": FaultText(Kind.INVALID, "Giá trị chưa đúng: {reason}.", "The value is not right: {reason}."),
    "request.no_key": FaultText(
        Kind.MALFORMED,
        "Thiếu tiêu đề Idempotency-Key (8–100 ký tự chữ, số, gạch). Tạo một khóa mới cho mỗi việc mới.",
        "The header Idempotency-Key is missing or not 8-100 letters, digits or dashes. Make one for each new act.",
    ),
    "request.cursor": FaultText(
        Kind.MALFORMED,
        "Con trỏ trang không đọc được. Tải lại danh sách từ đầu.",
        "The page cursor cannot be read. Start the list again.",
    ),
    "request.no_route": FaultText(
        Kind.UNKNOWN,
        "Không có địa chỉ này. Xem /v1/openapi.json.",
        "There is no such address. See /v1/openapi.json.",
    ),
    "request.method": FaultText(
        Kind.MALFORMED,
        "Địa chỉ này không nhận phương thức đã dùng. Xem /v1/openapi.json.",
        "This address does not take that method. See /v1/openapi.json.",
    ),
    "request.media_type": FaultText(
        Kind.MALFORMED,
        "Chỉ nhận nội dung kiểu application/json.",
        "Only application/json is taken.",
    ),
    "idempotency.reused": FaultText(
        Kind.CONFLICT,
        "Khóa Idempotency-Key này đã dùng cho một yêu cầu khác. Dùng khóa mới.",
        "This Idempotency-Key was used for a different request. Use a new one.",
    ),
    "system.busy": FaultText(
        Kind.CONFLICT,
        "Hồ sơ vừa được người khác cập nhật. Tải lại rồi thử lại.",
        "Somebody else has just changed the dossier. Load it again and retry.",
    ),
    "system.error": FaultText(
        Kind.UNAVAILABLE,
        "Hệ thống gặp lỗi, việc có thể chưa xong. Thử lại với cùng Idempotency-Key; báo mã {request} nếu còn lỗi.",
        "The system failed; the act may not be done. Retry with the same Idempotency-Key; quote {request}.",
    ),
    "webhook.signature": FaultText(
        Kind.UNAUTHENTICATED,
        "Chữ ký của bản tin không đúng, hoặc bản tin đã quá 5 phút. Ký lại nội dung gửi đi và đặt vào X-Signature.",
        "The message's signature is wrong, or older than 5 minutes. Sign the very body again and send X-Signature.",
    ),
    "auth.missing": FaultText(
        Kind.UNAUTHENTICATED,
        "Chưa đăng nhập: thiếu tiêu đề Authorization: Bearer <token>.",
        "Not signed in: the header Authorization: Bearer <token> is missing.",
    ),
    "auth.malformed": FaultText(
        Kind.UNAUTHENTICATED,
        "Token không đọc được. Đăng nhập lại.",
        "The token cannot be read. Sign in again.",
    ),
    "auth.issuer": FaultText(
        Kind.UNAUTHENTICATED,
        "Token do nơi khác cấp, hệ thống này không nhận. Đăng nhập tại đúng cổng.",
        "The token was issued by somebody else and is not accepted here. Sign in at the right place.",
    ),
    "auth.signature": FaultText(
        Kind.UNAUTHENTICATED,
        "Chữ ký của token không đúng. Đăng nhập lại.",
        "The token's signature is wrong. Sign in again.",
    ),
    "auth.expired": FaultText(
        Kind.UNAUTHENTICATED,
        "Phiên đăng nhập đã hết hạn. Đăng nhập lại.",
        "The sign-in has expired. Sign in again.",
    ),
    "auth.client": FaultText(
        Kind.UNAUTHENTICATED,
        "Token không dành cho ứng dụng này. Đăng nhập lại bằng ứng dụng của đại lý.",
        "The token is not meant for this application. Sign in with the agents' application.",
    ),
    "auth.keys_unreachable": FaultText(
        Kind.UNAUTHENTICATED,
        "Chưa kiểm tra được token vì nơi cấp không trả lời. Thử lại sau ít phút.",
        "The token could not be checked: its issuer does not answer. Try again in a few minutes.",
    ),
    "role.unknown": FaultText(
        Kind.FORBIDDEN,
        "Tài khoản này chưa được giao vai trò. Liên hệ quản trị viên.",
        "This account has no role yet. Ask an administrator.",
    ),
    "role.forbidden": FaultText(
        Kind.FORBIDDEN,
        "Vai trò {role} không được làm việc này.",
        "The role {role} may not do this.",
    ),
    "person.number_length": FaultText(
        Kind.INVALID,
        "Số định danh cá nhân phải có đúng 12 chữ số; đã nhận {length}.",
        "A personal number has exactly 12 digits; {length} were given.",
    ),
    "person.number_structure": FaultText(
        Kind.INVALID,
        "Số định danh cá nhân không đúng cấu trúc: ba số đầu không phải mã tỉnh. Kiểm tra lại từng chữ số.",
        "The personal number is malformed: its first three digits are no province code. Check every digit.",
    ),
    "person.name": FaultText(
        Kind.INVALID,
        "Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.",
        "A name holds only letters, spaces, apostrophes and hyphens.",
    ),
    "person.phone": FaultText(
        Kind.INVALID,
        "Số điện thoại không đúng. Di động: 10 chữ số bắt đầu bằng 03, 05, 07, 08 hoặc 09; số máy bàn ghi cả mã vùng; "
        "số nước ngoài ghi +mã nước.",
        "This is no telephone number. Mobile: 10 digits from 03, 05, 07, 08 or 09; landlines with their area code; "
        "foreign numbers with + and the country.",
    ),
    "person.other_phone": FaultText(
        Kind.FORBIDDEN,
        "Điện thoại của hồ sơ này khác điện thoại ở hồ sơ khác của công dân. Mời công dân đăng nhập VNeID để tự làm.",
        "The dossier's phone is not that of the person's other dossiers. The citizen signs in with VNeID to do this.",
    ),
    "person.email": FaultText(
        Kind.INVALID,
        "Địa chỉ thư điện tử chưa đúng dạng ten@noi.vn.",
        "The e-mail address is not of the form name@place.vn.",
    ),
    "extension.late": FaultText(
        Kind.CONFLICT,
        "Chỉ xin lỗi và hẹn lại được trước ngày hẹn trả {due} ít nhất một ngày (NĐ 61/2018/NĐ-CP Điều 19 khoản 9).",
        "The due date of {due} can be moved at least one day before it only (ND 61/2018/ND-CP Article 19(9)).",
    ),
    "extension.day": FaultText(
        Kind.INVALID,
        "Ngày hẹn mới phải sau ngày {due} và là ngày làm việc.",
        "The new due day must come after {due} and be a working day.",
    ),
    "webhook.shape": FaultText(
        Kind.INVALID,
        "Thông điệp không đúng dạng: cần id và event mà bên gửi này dùng.",
        "The message is malformed: it needs an id and an event that this sender has.",
    ),
}
