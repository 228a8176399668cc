import MailModel

/// Parts that only say where their content is, which is never fetched.
enum Elsewhere {
    /// A line for the reader.
    static func notice(of part: MessagePart) -> String {
        part.subtype == "partial" ? partial(part.parameters) : external(part.parameters)
    }

    // external-body: access-type, and what that needs (RFC 2046 §5.2.3, RFC 2017)
    private static func external(_ parameters: [String: String]) -> String {
        let place = ["url", "site", "server"].compactMap { parameters[$0] }.first { !$0.isEmpty }
        let folder = parameters["directory"].map { "/" + $0.drop { $0 == "/" } } ?? ""
        let name = parameters["name"].map { place == nil ? $0 : "/\($0)" } ?? ""
        let isURL = place != nil && place == parameters["url"]
        let whole = (place ?? "") + (isURL ? "" : folder + name)
        let words = whole.words.joined(separator: isURL ? "" : " ").prefix(200)
        return "not fetched: a part that is kept elsewhere" + (words.isEmpty ? "" : " (\(words))")
    }

    // partial: id, number, total (RFC 2046 §5.2.2)
    private static func partial(_ parameters: [String: String]) -> String {
        let number = parameters["number"].flatMap { Int($0.prefix(6)) }.map { "piece \($0)" } ?? "a piece"
        let total = parameters["total"].flatMap { Int($0.prefix(6)) }.map { " of \($0)" } ?? ""
        return "this is \(number)\(total) of a message that was sent in pieces"
    }
}
