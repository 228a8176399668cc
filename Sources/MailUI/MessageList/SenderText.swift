import MailModel

/// What the sender column calls people.
enum SenderText {
    /// The first one's name, and how many more there are.
    static func make(_ addresses: [Address]) -> String {
        guard let first = addresses.first else { return "" }
        let more = addresses.count > 1 ? " +\(addresses.count - 1)" : ""
        return name(of: first) + more
    }

    /// All of those in a thread by their first names, or what stands before the @.
    static func participants(_ addresses: [Address]) -> String {
        addresses.map { address in
            let name = name(of: address)
            return name.split(whereSeparator: { $0 == " " || $0 == "@" || $0 == "," }).first.map(String.init) ?? name
        }.joined(separator: ", ")
    }

    /// The display name, unless it poses as another address than the real one.
    private static func name(of address: Address) -> String {
        let name = PagerHeader.collapsed(address.name)
        if name.isEmpty { return address.address }
        let isPosing = name.contains("@") && name.lowercased() != address.address.lowercased()
        return isPosing && !address.address.isEmpty ? address.address : name
    }
}
