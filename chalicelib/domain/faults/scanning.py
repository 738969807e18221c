"""Scans, their reading and its review."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "paper.unknown": FaultText(Kind.UNKNOWN, "Hồ sơ không có giấy tờ này.", "The dossier has no such paper."),
    "paper.slot": FaultText(
        Kind.INVALID,
        "Thủ tục này không có thành phần hồ sơ {slot}. Các thành phần: {slots}.",
        "This procedure has no paper slot {slot}. Its slots: {slots}.",
    ),
    "paper.type": FaultText(
        Kind.INVALID,
        "Chỉ nhận tệp JPEG, PNG, TIFF, HEIC hoặc PDF.",
        "Only JPEG, PNG, TIFF, HEIC or PDF files are taken.",
    ),
    "paper.closed": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}” nên không nhận thêm giấy tờ.",
        "The dossier is at status “{status}” and takes no further paper.",
    ),
    "paper.too_many": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đã có {limit} giấy tờ, không nhận thêm.",
        "The dossier already has {limit} papers and takes no more.",
    ),
    "review.elsewhere": FaultText(
        Kind.CONFLICT,
        "Hồ sơ hiện không ở chỗ bạn nên bạn không sửa được kết quả đọc: đại lý sửa khi đang giữ hồ sơ, "
        "cơ quan giải quyết sửa sau khi tiếp nhận cho đến khi hồ sơ kết thúc.",
        "The dossier is not in your hands, so what was read is not yours to correct: "
        "the agent does it while it holds the dossier, the authority afterwards until it is closed.",
    ),
    "review.unread": FaultText(
        Kind.CONFLICT,
        "Giấy tờ này chưa có kết quả đọc để kiểm tra. Chờ đọc xong.",
        "The paper was not read, so there is nothing to look at yet. Wait until it is.",
    ),
    "review.said": FaultText(
        Kind.INVALID,
        "Không nói được điều này: trường thì confirmed, corrected hoặc unreadable; loại giấy tờ thì confirmed hoặc "
        "corrected; trang thì confirmed hoặc nowhere.",
        "That cannot be said of it: a field is confirmed, corrected or unreadable; a kind confirmed or corrected; "
        "a page confirmed or nowhere.",
    ),
    "review.field": FaultText(
        Kind.INVALID,
        "Giấy tờ này không có trường như vậy. Xem danh sách cần kiểm tra của giấy tờ.",
        "The paper has no such field. See the list of what is to be looked at.",
    ),
    "review.page": FaultText(
        Kind.INVALID,
        "Cho biết trang, từ 1 đến {pages}.",
        "Name the page, from 1 to {pages}.",
    ),
    "review.kind": FaultText(
        Kind.INVALID,
        "Không có loại giấy tờ này. Các loại: {kinds}.",
        "There is no such kind of paper. The kinds: {kinds}.",
    ),
    "review.value": FaultText(
        Kind.INVALID,
        "Thiếu giá trị đúng. Nhập như trên giấy tờ; nếu không ai đọc được thì chọn unreadable.",
        "The right value is missing. Write what stands on the paper; where nobody can read it, say unreadable.",
    ),
    "learning.reason": FaultText(
        Kind.INVALID,
        "Văn bản của giấy tờ là dữ liệu cá nhân: nêu lý do xuất, ít nhất {length} ký tự.",
        "The texts of papers are personal data: say why they are exported, in {length} characters or more.",
    ),
    "scan.empty_file": FaultText(
        Kind.INVALID, "Tệp rỗng (0 byte). Chụp hoặc quét lại.", "The file is empty (0 bytes). Scan it again."
    ),
    "scan.not_image_or_pdf": FaultText(
        Kind.INVALID,
        "Tệp không phải ảnh hay PDF. Gửi JPEG, PNG, TIFF, HEIC hoặc PDF.",
        "The file is no image and no PDF. Send JPEG, PNG, TIFF, HEIC or PDF.",
    ),
    "scan.truncated": FaultText(
        Kind.INVALID,
        "Tệp bị cắt cụt hoặc hỏng, không đọc hết được. Tải lên lại.",
        "The file is cut short or damaged. Upload it again.",
    ),
    "scan.encrypted_pdf": FaultText(
        Kind.INVALID,
        "PDF có mật khẩu. Gửi bản không đặt mật khẩu.",
        "The PDF is protected by a password. Send one without.",
    ),
    "scan.too_many_pixels": FaultText(
        Kind.INVALID,
        "Ảnh quá lớn. Quét ở 200–300 dpi.",
        "The image is too large. Scan at 200-300 dpi.",
    ),
    "scan.too_many_pages": FaultText(
        Kind.INVALID,
        "Tệp có hơn 500 trang. Tách thành các tệp ngắn hơn.",
        "The file has more than 500 pages. Split it into shorter files.",
    ),
    "scan.too_complex": FaultText(
        Kind.INVALID,
        "PDF quá phức tạp, không dựng được trang trong thời gian cho phép. In ra giấy rồi quét lại.",
        "The PDF is too complex: its pages cannot be drawn in time. Print it and scan the print.",
    ),
    "scan.too_large": FaultText(
        Kind.INVALID,
        "Tệp vượt quá dung lượng cho phép. Quét ở 200–300 dpi.",
        "The file exceeds the size limit. Scan at 200-300 dpi.",
    ),
    "scan.reader_failed": FaultText(
        Kind.INVALID,
        "Máy đọc đã thử nhiều lần mà không đọc được tệp; tệp vẫn được giữ và người trực hệ thống đã được báo. "
        "Quét lại thành tệp mới nếu cần nộp ngay.",
        "The reader failed on the file again and again; it is kept, and those on call know. "
        "Scan it anew if it cannot wait.",
    ),
    "scan.other_version": FaultText(
        Kind.CONFLICT,
        "Giấy tờ này đã có kết quả đọc từ tệp gửi trước; tệp gửi sau được giữ nhưng không dùng. "
        "Thêm giấy tờ mới nếu muốn thay.",
        "The paper was settled by the file that came first; the later one is kept but counts for nothing. "
        "Add a new paper to replace it.",
    ),
    "scan.belongs_nowhere": FaultText(
        Kind.INVALID,
        "Người kiểm tra cho biết tệp này không thuộc hồ sơ. Quét đúng giấy tờ cần nộp.",
        "Whoever looked says that this file is no part of the dossier. Scan the right paper.",
    ),
    "scan.not_uploaded": FaultText(
        Kind.INVALID,
        "Đã xin chỗ tải lên nhưng không có tệp nào được gửi. Tải lên lại.",
        "A slot was asked for but no file came. Upload it again.",
    ),
    "batch.unknown": FaultText(
        Kind.UNKNOWN,
        "Không thấy lô quét này trong phạm vi của bạn. Kiểm tra lại mã lô.",
        "No such batch within your reach. Check its id.",
    ),
    "batch.no_page": FaultText(
        Kind.UNKNOWN,
        "Lô quét không có trang này; lô có {count} trang.",
        "The batch has no such page; it has {count} page(s).",
    ),
    "batch.page_settled": FaultText(
        Kind.CONFLICT,
        "Trang {page} đã được xếp chỗ hoặc đã bỏ. Tải lại lô quét để xem trang đang ở đâu.",
        "Page {page} has its place already, or was discarded. Load the batch again to see where it is.",
    ),
    "batch.page_lost": FaultText(
        Kind.CONFLICT,
        "Trang {page} hỏng nên không tách ra được. Quét lại trang này, rồi bỏ trang hỏng với lý do.",
        "Page {page} is damaged and cannot be taken out. Scan it again, then discard it with a reason.",
    ),
    "batch.place": FaultText(
        Kind.INVALID,
        "Ghi hồ sơ và thành phần hồ sơ của trang, hoặc lý do bỏ trang (ít nhất {least} ký tự); chỉ một trong hai.",
        "Give the page's dossier and slot, or why it is discarded (at least {least} characters); one of the two.",
    ),
    "page.blank": FaultText(Kind.INVALID, "Trang trắng, đã bỏ ra.", "A blank page, left out."),
    "page.repeated": FaultText(
        Kind.INVALID,
        "Trùng với trang đã có ở cùng thành phần hồ sơ, đã bỏ ra. Nếu không trùng, xếp lại trang này.",
        "It repeats a page of the same slot and was left out. If it does not, give it its place.",
    ),
    "page.damaged": FaultText(
        Kind.INVALID,
        "Trang hỏng, không mở được. Quét lại. Trang này có thể là tờ bìa nên các trang sau không được tự xếp.",
        "The page is damaged; scan it again. It may be a cover sheet, so what follows was not placed.",
    ),
    "page.no_cover": FaultText(
        Kind.INVALID,
        "Trước trang này không có tờ bìa. Chọn hồ sơ và thành phần hồ sơ.",
        "No cover sheet stands before this page. Choose its dossier and slot.",
    ),
    "page.foreign_cover": FaultText(
        Kind.INVALID,
        "Tờ bìa này không do hệ thống in hoặc đã bị sửa. In lại tờ bìa từ hồ sơ.",
        "This cover sheet was not printed here, or was altered. Print the dossier's sheets again.",
    ),
    "page.unread_cover": FaultText(
        Kind.INVALID,
        "Có vẻ là tờ bìa nhưng mã không đọc được. In lại hoặc quét lại tờ bìa.",
        "It looks like a cover sheet, but its code cannot be read. Print or scan the sheet again.",
    ),
    "page.behind_bad_cover": FaultText(
        Kind.INVALID,
        "Tờ bìa trước trang này không dùng được. Chọn hồ sơ và thành phần hồ sơ.",
        "The cover sheet before this page is of no use. Choose its dossier and slot.",
    ),
    "page.behind_damaged": FaultText(
        Kind.INVALID,
        "Trước trang này có trang hỏng, có thể là tờ bìa. Chọn hồ sơ và thành phần hồ sơ.",
        "A page before this one is damaged and may be a cover sheet. Choose this page's dossier and slot.",
    ),
    "statement.none": FaultText(
        Kind.UNKNOWN,
        "Chưa có sao kê của {gateway} ngày {day}. Tệp đến là hệ thống tự đối soát trong vòng một giờ.",
        "There is no statement of {gateway} for {day} yet. It is matched within an hour of its coming.",
    ),
    "statement.unreadable": FaultText(
        Kind.INVALID,
        "Sao kê không đọc được ở dòng {line}. Đề nghị cổng thanh toán gửi lại tệp.",
        "The statement cannot be read at line {line}. Ask the gateway to send the file again.",
    ),
    "batch.manifest": FaultText(
        Kind.INVALID,
        "manifest.csv không đọc được: {reason}.",
        "manifest.csv cannot be read: {reason}.",
    ),
    "batch.no_file": FaultText(
        Kind.INVALID,
        "Không có tệp {file} trong lô. Gửi tệp trước, manifest.csv sau cùng.",
        "The batch has no file {file}. Send files first and manifest.csv last.",
    ),
    "batch.checksum": FaultText(
        Kind.INVALID,
        "Tệp {file} không khớp mã kiểm tra sha256 trong manifest.csv.",
        "The file {file} does not match its sha256 in manifest.csv.",
    ),
    "batch.rows_disagree": FaultText(
        Kind.INVALID,
        "Các dòng của hồ sơ {ref} không thống nhất ở cột {column}.",
        "The rows of dossier {ref} disagree in column {column}.",
    ),
    "batch.other_provider": FaultText(
        Kind.FORBIDDEN,
        "Đại lý {agent} không thuộc doanh nghiệp gửi lô này.",
        "The agent {agent} does not belong to the provider that sent this batch.",
    ),
}
