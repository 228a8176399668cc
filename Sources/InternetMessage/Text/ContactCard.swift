import MailModel

/// Contacts (text/vcard, RFC 6350, and its older forms) as a few lines that a person can read.
enum ContactCard {
    /// At most this many contacts are shown.
    static let maximumContacts = 100

    static func isContact(_ part: MessagePart) -> Bool {
        part.type == "text" && ["vcard", "x-vcard", "directory"].contains(part.subtype)
    }

    /// The contacts of a text in UTF-8; nothing where there is none.
    static func lines(_ octets: [UInt8]) -> [ReadableLine] {
        var lines: [ReadableLine] = []
        var contact: [ContentLine]?
        var count = 0
        for line in ContentLine.lines(octets) {
            switch (line.name, line.value.lowercased()) {
            case ("begin", "vcard"): contact = []
            case ("end", "vcard"):
                guard let whole = contact, count < maximumContacts else { break }
                if !lines.isEmpty { lines.append(ReadableLine(text: "")) }
                lines += card(whole)
                (contact, count) = (nil, count + 1)
            default: contact?.append(line)
            }
        }
        return lines
    }

    private static func card(_ contact: [ContentLine]) -> [ReadableLine] {
        func first(_ name: String) -> ContentLine? { contact.first { $0.name == name } }
        // N = family; given; additional; prefixes; suffixes
        let parts = first("n")?.components ?? []
        let order = [3, 1, 2, 0, 4].filter { parts.indices.contains($0) && !parts[$0].isEmpty }
        let formatted = first("fn")?.text ?? ""
        let name = formatted.isEmpty ? order.map { parts[$0] }.joined(separator: " ") : formatted
        var lines = [ReadableLine(text: "Contact: \(name)", kind: .heading)]
        func add(_ label: String, _ text: String) {
            guard !text.isEmpty else { return }
            let start = label + String(repeating: " ", count: 9 - label.count)
            lines.append(ReadableLine(text: start + text, kind: .flowed, hangingIndent: start.count))
        }
        let organization = (first("org")?.components ?? []).filter { !$0.isEmpty }.joined(separator: ", ")
        add("Of", [first("title")?.text ?? "", organization].filter { !$0.isEmpty }.joined(separator: ", "))
        for line in contact where line.name == "email" { add("Mail", line.text) }
        for line in contact where line.name == "tel" {
            let kind = ["cell", "work", "home", "fax"].first { line.parameters.contains($0) }
            let number = line.text.hasPrefix("tel:") ? String(line.text.dropFirst(4)) : line.text
            add("Phone", number + (kind.map { " (\($0 == "cell" ? "mobile" : $0))" } ?? ""))
        }
        for line in contact where line.name == "adr" {
            add("Address", line.components.filter { !$0.isEmpty }.joined(separator: ", "))
        }
        for line in contact where line.name == "url" { add("Page", line.text) }
        add("Born", first("bday")?.text ?? "")
        add("Note", first("note")?.text ?? "")
        return lines
    }
}
