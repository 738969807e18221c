"""Dossiers: taking in, acting, looking up, printing."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "form.missing": FaultText(
        Kind.INVALID,
        "Tờ khai còn thiếu: {label}.",
        "The form lacks: {label}.",
    ),
    "form.unknown": FaultText(
        Kind.INVALID,
        "Tờ khai của thủ tục này không có mục {name}.",
        "The form of this procedure has no field {name}.",
    ),
    "form.date": FaultText(
        Kind.INVALID,
        "Ngày phải viết dạng năm-tháng-ngày, ví dụ 2026-11-12.",
        "A date is written year-month-day, for example 2026-11-12.",
    ),
    "form.sex": FaultText(Kind.INVALID, "Giới tính ghi male hoặc female.", "Sex is male or female."),
    "dossier.unknown": FaultText(
        Kind.UNKNOWN,
        "Không thấy hồ sơ này trong phạm vi của bạn. Kiểm tra lại mã hồ sơ.",
        "No such dossier within your reach. Check the code.",
    ),
    "action.refused": FaultText(
        Kind.CONFLICT,
        "Không thể “{action}”{guard} khi hồ sơ ở trạng thái “{status}”. Việc làm được lúc này: {open}.",
        "“{action_en}”{guard_en} is not open at status “{status_en}”. Open now: {open_en}.",
    ),
    "action.reason": FaultText(
        Kind.INVALID,
        "Việc này cần ghi lý do, nêu đủ một lần để người dân biết phải làm gì.",
        "This act needs a reason, complete at once, so that the citizen knows what to do.",
    ),
    "action.result": FaultText(
        Kind.INVALID,
        "Cần ghi số, ký hiệu của kết quả.",
        "The result's number is needed.",
    ),
    "action.due": FaultText(
        Kind.INVALID,
        "Cần ghi ngày hẹn trả mới, dạng năm-tháng-ngày.",
        "The new due day is needed, written year-month-day.",
    ),
    "action.authority": FaultText(
        Kind.INVALID,
        "Cần ghi mã của cơ quan tiếp nhận chuyển giao: một cơ quan khác, có trong danh mục.",
        "The id of the authority that takes over is needed: another one, and one that the registry knows.",
    ),
    "action.elsewhere": FaultText(
        Kind.CONFLICT,
        "Việc này do {authority} thực hiện; cơ quan của ông/bà chỉ theo dõi được tiến độ.",
        "This is for {authority} to do; your authority can only follow the progress.",
    ),
    "part.needed": FaultText(
        Kind.INVALID,
        "Hồ sơ liên thông có nhiều phần; cần ghi làm việc này cho phần nào: {parts}.",
        "This dossier of linked procedures has several parts; say which one this is for: {parts}.",
    ),
    "part.unknown": FaultText(
        Kind.INVALID,
        "Hồ sơ không có phần này. Các phần: {parts}.",
        "The dossier has no such part. Its parts: {parts}.",
    ),
    "linked.invalid": FaultText(
        Kind.INVALID,
        "Các phần của thủ tục liên thông {procedure} chờ nhau, trùng nhau hoặc chờ phần không có: {parts}.",
        "The parts of the linked procedure {procedure} wait for each other, repeat, or wait for none of them: {parts}.",
    ),
    "form.not_due": FaultText(
        Kind.CONFLICT,
        "Chưa in được mẫu {form}: hồ sơ đang ở trạng thái “{status}” và chưa có việc mà mẫu này ghi nhận.",
        "Form {form} cannot be printed: the dossier is at “{status_en}”, and what the form tells of has not happened.",
    ),
    "form.template": FaultText(
        Kind.INVALID,
        "Mẫu {form} có những chỗ trống không ai điền được: {names}.",
        "Form {form} has gaps that nothing fills: {names}.",
    ),
    "card.layout": FaultText(
        Kind.INVALID,
        "Mã QR không phải của thẻ căn cước: có {count} mục, cần ít nhất 6. Quét lại, tắt bộ gõ tiếng Việt.",
        "This is not the QR code of an identity card: {count} fields, 6 are needed. Scan again, with no typing aid on.",
    ),
    "card.field": FaultText(
        Kind.INVALID,
        "Mục {name} trong mã QR không đọc được. Quét lại, tắt bộ gõ tiếng Việt, hoặc nhập tay.",
        "The field {name_en} of the QR code cannot be read. Scan again, with no typing aid on, or type it in.",
    ),
    "submit.missing": FaultText(
        Kind.CONFLICT,
        "Hồ sơ còn thiếu: {papers}.",
        "The dossier still lacks: {papers}.",
    ),
    "submit.consent": FaultText(
        Kind.CONFLICT,
        "Chưa ghi nhận việc công dân đồng ý để đại lý hỗ trợ hồ sơ này. Hỏi công dân và ghi nhận trước khi nộp.",
        "The citizen's consent to assistance is not on record for this dossier. Ask, and record it before submitting.",
    ),
    "submit.unread": FaultText(
        Kind.CONFLICT,
        "Còn {count} giấy tờ đang được đọc. Chờ đọc xong rồi nộp.",
        "{count} paper(s) are still being read. Wait until they are done.",
    ),
    "submit.differs": FaultText(
        Kind.CONFLICT,
        "Có {count} điểm khác nhau giữa tờ khai và giấy tờ: {fields}. Sửa lại, hoặc xác nhận đã kiểm tra.",
        "The form and the papers differ in {count} place(s): {fields}. Correct them, or confirm that you checked.",
    ),
    "supplement.nothing": FaultText(
        Kind.CONFLICT,
        "Chưa có giấy tờ mới nào kể từ khi có yêu cầu bổ sung.",
        "No new paper has come since the supplement was asked for.",
    ),
    "routing.no_unit": FaultText(
        Kind.INVALID,
        "Chưa biết phường, xã nơi cư trú nên không xác định được cơ quan giải quyết.",
        "The ward or commune of residence is not known, so no authority can be found.",
    ),
    "routing.no_version": FaultText(
        Kind.INVALID,
        "Bảng định tuyến không có quy tắc cho thủ tục {procedure} vào ngày {day}. Quản trị viên cần bổ sung.",
        "The routing table has no rule for procedure {procedure} on {day}. An administrator must enter it.",
    ),
    "routing.period": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: ngày không hợp lệ, hoặc ngày hết hiệu lực trước ngày bắt đầu. Sửa lại.",
        "Procedure {procedure}, rule from {day}: a day is no date, or the last day is before the first. Correct it.",
    ),
    "routing.overlap": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}: quy tắc từ {day} trùng ngày với quy tắc trước. Kết thúc quy tắc trước vào hôm trước.",
        "Procedure {procedure}: the rule from {day} overlaps the one before. End that one on the day before.",
    ),
    "routing.gap": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}: trước quy tắc từ {day} có ngày không có quy tắc nào. Nối liền hai thời gian.",
        "Procedure {procedure}: days before the rule from {day} have no rule. Close the gap.",
    ),
    "routing.rule": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: theo nơi cư trú thì ghi cấp, toàn thành phố thì ghi cấp và cơ quan.",
        "Procedure {procedure}, rule from {day}: by residence needs a level only, by city a level and an authority.",
    ),
    "routing.no_source": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: thiếu nguồn hoặc lời văn của nguồn. Bổ sung căn cứ.",
        "Procedure {procedure}, rule from {day}: source or its wording is missing. Enter where it is from.",
    ),
    "routing.delegation": FaultText(
        Kind.INVALID,
        "Thủ tục {procedure}, quy tắc từ {day}: ủy quyền cần quyết định, nguồn, nằm trong thời gian và không trùng.",
        "Procedure {procedure}, rule from {day}: a delegation needs decision, source, the rule's time, no other.",
    ),
    "code.expired": FaultText(
        Kind.UNKNOWN,
        "Mã đã hết hạn, đã dùng, hoặc không phải mã xin cho việc này. Xin mã mới.",
        "The code has expired, was used, or was asked for something else. Ask for a new one.",
    ),
    "code.wrong": FaultText(
        Kind.INVALID,
        "Mã không đúng; còn {left} lần thử. Nhập lại 6 chữ số trong tin nhắn mới nhất, hoặc xin mã mới.",
        "The code is wrong; {left} tries are left. Type the 6 digits of the newest message, or ask for a new code.",
    ),
    "code.dead": FaultText(
        Kind.TOO_MANY,
        "Mã đã bị thử sai {tries} lần nên không dùng được nữa. Xin mã mới; nếu hôm nay không xin được nữa thì chờ "
        "đến ngày mai.",
        "The code was tried wrong {tries} times and is dead. Ask for a new one; if today has had all its codes, wait "
        "until tomorrow.",
    ),
    "code.not_sent": FaultText(
        Kind.UNAVAILABLE,
        "Chưa gửi được mã vì nhà mạng không trả lời. Thử lại sau một phút với cùng Idempotency-Key.",
        "The code could not be sent: the provider does not answer. Retry in a minute with the same Idempotency-Key.",
    ),
    "code.too_many": FaultText(
        Kind.TOO_MANY,
        "Đã gửi đủ số mã cho việc này. Xin mã mới sau {minutes} phút.",
        "This has had all the codes that are sent for it. Ask for another in {minutes} minutes.",
    ),
    "contact.channels": FaultText(
        Kind.INVALID,
        "Chọn ít nhất một kênh nhận tin trong các kênh: {channels}.",
        "Choose at least one of these channels: {channels}.",
    ),
    "reuse.rule": FaultText(
        Kind.INVALID,
        "Loại giấy {kind} được dùng lại thì phải có đúng một cách tính hạn: until, since và months, hoặc unlimited.",
        "A kind that may serve again ({kind}) needs exactly one of: until, since with months, unlimited.",
    ),
}
