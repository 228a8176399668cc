/// Messages with seals, put together as mailers do.
package enum Sealed {
    package static let text = "Content-Type: text/plain; charset=utf-8\r\n\r\nThe engine is ready.\r\nAda\r\n"

    package static func header(from: String = "Ada Lovelace <ada@example.org>", subject: String = "Engine") -> String {
        "From: \(from)\r\nTo: bob@example.org\r\nSubject: \(subject)\r\nMIME-Version: 1.0\r\n"
    }

    /// RFC 3156 §5.
    package static func signed(
        _ part: String, _ signature: String, protocolName: String = "application/pgp-signature",
        type: String = "application/pgp-signature", behind: String = "", boundary: String = "sig"
    ) -> String {
        "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"\(protocolName)\"; boundary=\"\(boundary)\"\r\n"
            + "\r\nThis is signed.\r\n--\(boundary)\r\n\(part)\r\n--\(boundary)\r\nContent-Type: \(type)\r\n\r\n\(signature)\r\n"
            + "\(behind)--\(boundary)--\r\n"
    }

    /// RFC 3156 §4.
    package static func encrypted(_ message: String) -> String {
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=\"enc\"\r\n\r\n"
            + "--enc\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
            + "--enc\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
            + "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n\(message)\r\n--enc--\r\n"
    }

    package static func mixed(_ parts: [String]) -> String {
        "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n" + parts.map { "--mix\r\n\($0)\r\n" }.joined()
            + "--mix--\r\n"
    }

}
