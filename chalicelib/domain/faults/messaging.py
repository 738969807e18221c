"""Notices and their wordings."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "template.unknown_gap": FaultText(
        Kind.INVALID,
        "Mẫu tin có chỗ trống không có: {gaps}. Các chỗ trống được dùng: {known}.",
        "The wording has gaps that do not exist: {gaps}. There are: {known}.",
    ),
    "template.missing_gap": FaultText(
        Kind.INVALID,
        "Mẫu tin còn thiếu chỗ trống bắt buộc: {gaps}.",
        "The wording lacks gaps that it must have: {gaps}.",
    ),
    "template.forbidden_gap": FaultText(
        Kind.INVALID,
        "Tin nhắn SMS, Zalo không được nêu: {gaps} (có thể là dữ liệu cá nhân). Chỉ dùng: {allowed}.",
        "SMS and push may not tell: {gaps} (it may be personal data). Use only: {allowed}.",
    ),
    "template.braces": FaultText(
        Kind.INVALID,
        "Dấu ngoặc nhọn trong mẫu tin không khớp, hoặc chỗ trống có định dạng. "
        "Mỗi chỗ trống là một tên trong một cặp ngoặc nhọn.",
        "Braces in the wording do not match, or a gap has a format. A gap is one name in one pair of braces.",
    ),
    "template.letters": FaultText(
        Kind.INVALID,
        "Tin nhắn không dấu không gửi được các ký tự: {letters}. Bỏ các ký tự này, hoặc chọn sms_encoding là unicode.",
        "An unaccented SMS cannot carry: {letters}. Leave them out, or choose sms_encoding unicode.",
    ),
    "template.entry": FaultText(
        Kind.INVALID,
        "Mẫu tin này phải nằm ở mục {wanted}.",
        "This wording belongs under the entry {wanted}.",
    ),
    "notice.phone_landline": FaultText(
        Kind.INVALID,
        "Số máy bàn không nhận được tin nhắn. Gọi điện cho người dân, hoặc ghi số di động hay thư điện tử.",
        "A landline takes no text messages. Ring the citizen, or take a mobile number or e-mail address.",
    ),
    "notice.phone_foreign": FaultText(
        Kind.INVALID,
        "Hệ thống không gửi tin nhắn ra số nước ngoài. Ghi số di động Việt Nam hoặc thư điện tử.",
        "No text messages are sent to foreign numbers. Take a Vietnamese mobile number or an e-mail address.",
    ),
    "notice.phone_invalid": FaultText(
        Kind.INVALID,
        "Số điện thoại này không nhận được tin nhắn. Hỏi lại người dân.",
        "This number takes no text messages. Ask the citizen again.",
    ),
    "notice.bounced": FaultText(
        Kind.INVALID,
        "Thư điện tử bị trả lại. Hỏi lại địa chỉ của người dân.",
        "The e-mail bounced. Ask the citizen for the address again.",
    ),
    "notice.address_dead": FaultText(
        Kind.INVALID,
        "Địa chỉ thư điện tử này không tồn tại; hệ thống không gửi thư đến đó nữa. Hỏi lại địa chỉ của người dân.",
        "This e-mail address does not exist; nothing more is sent there. Ask the citizen for another one.",
    ),
    "notice.phone_unreachable": FaultText(
        Kind.INVALID,
        "Máy của người dân tắt hoặc ngoài vùng phủ sóng nên tin không đến. Gọi điện sau, hoặc ghi thư điện tử.",
        "The citizen's phone was off or out of reach. Ring later, or take an e-mail address.",
    ),
    "notice.phone_opted_out": FaultText(
        Kind.INVALID,
        "Người dân đã từ chối nhận tin nhắn ở số này. Gọi điện, hoặc ghi số khác hay thư điện tử.",
        "The citizen refused text messages to this number. Ring, or take another number or an e-mail address.",
    ),
    "notice.phone_blocked": FaultText(
        Kind.INVALID,
        "Số này chặn tin nhắn. Gọi điện, hoặc ghi số khác hay thư điện tử.",
        "Text messages to this number are blocked. Ring, or take another number or an e-mail address.",
    ),
    "notice.sender_refused": FaultText(
        Kind.UNAVAILABLE,
        "Nhà mạng không chuyển tin của Trung tâm (nội dung, hạn mức hoặc giá). Báo cho người dân bằng cách khác.",
        "The carrier did not take the Centre's message (wording, quota or price). Tell the citizen some other way.",
    ),
    "notice.undelivered": FaultText(
        Kind.INVALID,
        "Nhà mạng báo tin không đến được máy của người dân. Gọi điện hoặc hỏi lại số.",
        "The provider reports that the message did not arrive. Ring the citizen, or ask for the number again.",
    ),
    "notice.refused": FaultText(
        Kind.INVALID,
        "Nhà cung cấp không nhận gửi tin này (mã {code}). Kiểm tra số điện thoại hoặc địa chỉ thư của người dân.",
        "The provider refuses this message (code {code}). Check the citizen's number or address.",
    ),
    "notice.given_up": FaultText(
        Kind.UNAVAILABLE,
        "Đã gửi nhiều lần mà nhà cung cấp đều lỗi (mã {code}). Báo cho người dân bằng cách khác.",
        "The provider failed again and again (code {code}). Tell the citizen some other way.",
    ),
}
