extension ResponseParser {
    // mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox
    //                [SP mbox-list-extended]
    mutating func parseMailboxList() throws(SyntaxError) -> ListEntry {
        try expect(" ")
        let attributes = try parseFlagList()
        try expect(" ")
        let delimiter = try parseDelimiter()
        try expect(" ")
        var entry = ListEntry(attributes: attributes, delimiter: delimiter, mailbox: try parseAString())
        skipBlanks()
        if next == UInt8(ascii: "(") { try parseMailboxListExtended(into: &entry) }
        skipBlanks()
        guard isAtEnd else { throw failure("CRLF") }
        return entry
    }

    // mbox-list-extended = "(" [mbox-list-extended-item *(SP mbox-list-extended-item)] ")"
    // mbox-list-extended-item = mbox-list-extended-item-tag SP tagged-ext-val
    private mutating func parseMailboxListExtended(into entry: inout ListEntry) throws(SyntaxError) {
        try expect("(")
        while !accept(")") {
            skipBlanks()
            let tag = try parseAString()
            try expect(" ")
            if tag.isEqualIgnoringCase(to: "CHILDINFO") {
                entry.childInfo = try parseAStringList()
            } else if tag.isEqualIgnoringCase(to: "OLDNAME") {
                entry.oldName = try parseParenthesized { parser throws(SyntaxError) in try parser.parseAString() }
            } else {
                try skipValue()
            }
            skipBlanks()
        }
    }

    // (DQUOTE QUOTED-CHAR DQUOTE / nil)
    private mutating func parseDelimiter() throws(SyntaxError) -> UInt8? {
        let start = position
        guard let delimiter = try parseNString() else { return nil }
        // Liberal: an empty string instead of NIL.
        guard delimiter.count <= 1 else { throw SyntaxError(expected: "QUOTED-CHAR", offset: start) }
        return delimiter.first
    }

    // "STATUS" SP mailbox SP "(" [status-att-list] ")"
    mutating func parseStatus() throws(SyntaxError) -> MailboxStatus {
        try expect(" ")
        var status = MailboxStatus(mailbox: try parseAString())
        try expect(" ")
        try expect("(")
        while !accept(")") {
            skipBlanks()
            let name = try span("status-att", where: CharacterClass.isAtom)
            try expect(" ")
            if isName(name, "MAILBOXID") {
                status.mailboxID = try parseParenthesized { parser throws(SyntaxError) in try parser.parseAString() }
            } else if let item = MailboxStatus.Item(rawValue: text(name).uppercased()), !accept(keyword: "NIL") {
                status.items[item] = try parseNumber64()
            } else {
                try skipValue()
            }
            skipBlanks()
        }
        return status
    }

    // "SEARCH" *(SP nz-number) [SP search-sort-mod-seq]
    // sort-data = "SORT" *(SP nz-number) [SP search-sort-mod-seq]
    mutating func parseSearch(_ make: ([UInt32], UInt64?) -> Response) throws(SyntaxError) -> Response {
        var numbers: [UInt32] = []
        var modSeq: UInt64?
        skipBlanks()
        while !isAtEnd {
            if accept("(") {
                guard accept(keyword: "MODSEQ ") else { throw failure("search-sort-mod-seq") }
                modSeq = try parseNumber64()
                try expect(")")
            } else {
                numbers.append(try parseNZNumber())
            }
            guard isAtEnd || next == UInt8(ascii: " ") else { throw failure("SP") }
            skipBlanks()
        }
        return make(numbers, modSeq)
    }

    // esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)
    // search-correlator = SP "(" "TAG" SP tag-string ")"
    mutating func parseESearch() throws(SyntaxError) -> ExtendedSearch {
        var result = ExtendedSearch()
        skipBlanks()
        if accept("(") {
            guard accept(keyword: "TAG ") else { throw failure("search-correlator") }
            result.tag = try parseAString()
            try expect(")")
            skipBlanks()
        }
        while !isAtEnd {
            let name = try span("search-return-data", where: CharacterClass.isAtom)
            if isName(name, "UID") {
                result.isUID = true
            } else {
                try expect(" ")
                try parseSearchReturnData(named: name, into: &result)
            }
            guard isAtEnd || next == UInt8(ascii: " ") else { throw failure("SP") }
            skipBlanks()
        }
        return result
    }

    // search-return-data = "MIN" SP nz-number / "MAX" SP nz-number / "ALL" SP sequence-set / "COUNT" SP number
    private mutating func parseSearchReturnData(
        named name: Range<Int>, into result: inout ExtendedSearch
    ) throws(SyntaxError) {
        if isName(name, "MIN") {
            result.min = try parseNZNumber()
        } else if isName(name, "MAX") {
            result.max = try parseNZNumber()
        } else if isName(name, "COUNT") {
            result.count = try parseNumber()
        } else if isName(name, "ALL") {
            result.all = try parseSequenceSet()
        } else if isName(name, "MODSEQ") {
            result.modSeq = try parseNumber64()
        } else if isName(name, "PARTIAL") {
            result.partial = try parsePartialResults()
        } else {
            try skipValue()
        }
    }

    // ret-data-partial = "PARTIAL" SP "(" partial-range SP partial-results ")" (RFC 9394)
    private mutating func parsePartialResults() throws(SyntaxError) -> SequenceSet {
        try expect("(")
        try skipValue()
        try expect(" ")
        let results = accept(keyword: "NIL") ? SequenceSet() : try parseSequenceSet()
        try expect(")")
        return results
    }

    // expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids (RFC 7162 §7)
    mutating func parseVanished() throws(SyntaxError) -> Response {
        try expect(" ")
        let isEarlier = accept(keyword: "(EARLIER)")
        if isEarlier { try expect(" ") }
        return try ending(.vanished(try parseSequenceSet(), earlier: isEarlier))
    }
}
