/// What a part's header says of its content (RFC 2045 §5, RFC 2183, RFC 2392).
struct ContentFields: Hashable, Sendable {
    /// Lower case.
    var type: String
    /// Lower case.
    var subtype: String
    var parameters: [String: String] = [:]
    /// Lower case; empty where there is none.
    var disposition = ""
    var fileName = ""
    /// Without brackets.
    var contentID = ""
    /// Lower case; empty where there is none.
    var encoding = ""

    /// What a part is that says nothing (RFC 2045 §5.2, RFC 2046 §5.1.5).
    static let plainText = ContentFields(type: "text", subtype: "plain")
    static let message = ContentFields(type: "message", subtype: "rfc822")

    init(type: String, subtype: String) {
        self.type = type
        self.subtype = subtype
    }

    /// Reads the fields of a header; `standard` is what a part without Content-Type is.
    init(_ header: Header, standard: ContentFields) {
        self = standard
        if let field = header["Content-Type"] {
            // Liberal: a type without "/", as old mailers write it, is text.
            let contentType = ParameterValue(field)
            let words = contentType.value.split(separator: "/", maxSplits: 1)
                .map { String(decoding: $0.utf8.filter { !$0.isFolding }, as: UTF8.self) }
            if words.count == 2, !words[0].isEmpty, !words[1].isEmpty {
                (type, subtype) = (words[0], words[1])
            } else if !contentType.value.isEmpty {
                (type, subtype) = ("text", "plain")
            }
            parameters = contentType.parameters
        }
        fileName = parameters["name"] ?? ""
        if let field = header["Content-Disposition"] {
            let value = ParameterValue(field)
            disposition = value.value
            if let name = value.parameters["filename"], !name.isEmpty { fileName = name }
        }
        contentID = header["Content-ID"].map { MessageIDParser.parseFirst($0) } ?? ""
        encoding = header["Content-Transfer-Encoding"].map { ParameterValue($0).value } ?? ""
    }

    var isMultipart: Bool { type == "multipart" }

    /// A whole message inside, whose octets stand as they are (RFC 2046 §5.2.1, RFC 6532 §3.7).
    var isMessage: Bool {
        type == "message" && (subtype == "rfc822" || subtype == "global" || subtype == "news")
            && TransferEncoding(named: encoding) == .identity
    }
}
