extension ResponseParser {
    // envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP
    //            env-bcc SP env-in-reply-to SP env-message-id ")"
    package mutating func parseEnvelope() throws(SyntaxError) -> Envelope {
        var envelope = Envelope()
        try expect("(")
        envelope.date = try parseNString()
        try expect(" ")
        envelope.subject = try parseNString()
        try expect(" ")
        envelope.from = try parseAddresses()
        try expect(" ")
        envelope.sender = try parseAddresses()
        try expect(" ")
        envelope.replyTo = try parseAddresses()
        try expect(" ")
        envelope.to = try parseAddresses()
        try expect(" ")
        envelope.cc = try parseAddresses()
        try expect(" ")
        envelope.bcc = try parseAddresses()
        try expect(" ")
        envelope.inReplyTo = try parseNString()
        try expect(" ")
        envelope.messageID = try parseNString()
        try expect(")")
        return envelope
    }

    // env-from = "(" 1*address ")" / nil
    //
    // Liberal: an empty list, blanks between addresses. Addresses above the limit are stepped over.
    private mutating func parseAddresses() throws(SyntaxError) -> [EnvelopeAddress] {
        guard accept("(") else {
            guard accept(keyword: "NIL") else { throw failure("address list") }
            return []
        }
        var addresses: [EnvelopeAddress] = []
        while !accept(")") {
            let address = try parseAddress()
            if addresses.count < Self.itemLimit { addresses.append(address) }
            skipBlanks()
        }
        return addresses
    }

    // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
    private mutating func parseAddress() throws(SyntaxError) -> EnvelopeAddress {
        try expect("(")
        let name = try parseNString()
        try expect(" ")
        let route = try parseNString()
        try expect(" ")
        let mailbox = try parseNString()
        try expect(" ")
        let host = try parseNString()
        try expect(")")
        return EnvelopeAddress(name: name, route: route, mailbox: mailbox, host: host)
    }
}
