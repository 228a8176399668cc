import POP3

/// UIDL's and LIST's answers, brought together by message number.
struct ListingMerge {
    struct Message {
        let number: MessageNumber
        /// Empty where the server tells none.
        let uniqueID: String
        let sizeInOctets: Int
    }

    var hasUniqueIDs = false
    private var uniqueIDs: [UniqueIDLine] = []
    private var sizes: [ScanLine] = []

    mutating func takeUniqueID(_ line: ArraySlice<UInt8>) throws(SyntaxError) {
        guard uniqueIDs.count < Maildrop.limit else { throw SyntaxError(expected: "end", offset: 0) }
        uniqueIDs.append(try ListingParser.parseUniqueIDLine(line))
    }

    mutating func takeSize(_ line: ArraySlice<UInt8>) throws(SyntaxError) {
        guard sizes.count < Maildrop.limit else { throw SyntaxError(expected: "end", offset: 0) }
        sizes.append(try ListingParser.parseScanLine(line))
    }

    /// All messages by number; consistent where both listings name the same ones, each once.
    ///
    /// What only one of them names is there all the same: no mail is overlooked because a server miscounts.
    func merged() -> (messages: [Message], isConsistent: Bool) {
        let names = sorted(uniqueIDs, by: \.number)
        let scans = sorted(sizes, by: \.number)
        var messages: [Message] = []
        messages.reserveCapacity(max(names.count, scans.count))
        var isConsistent = true
        var (name, scan) = (0, 0)
        while name < names.count || scan < scans.count {
            let nameNumber = name < names.count ? names[name].number.value : .max
            let scanNumber = scan < scans.count ? scans[scan].number.value : .max
            let number = nameNumber <= scanNumber && name < names.count ? names[name].number : scans[scan].number
            let hasName = nameNumber == number.value && name < names.count
            let hasSize = scanNumber == number.value && scan < scans.count
            if messages.last?.number == number || !hasSize || hasName != hasUniqueIDs {
                isConsistent = false
            }
            if messages.last?.number != number {
                messages.append(
                    Message(
                        number: number, uniqueID: hasName ? names[name].id.text : "",
                        sizeInOctets: hasSize ? scans[scan].sizeInOctets : 0))
            }
            name += hasName ? 1 : 0
            scan += hasSize ? 1 : 0
        }
        return (messages, isConsistent)
    }

    // Servers list in order; whichever does not is sorted.
    private func sorted<Line>(_ lines: [Line], by number: (Line) -> MessageNumber) -> [Line] {
        let isSorted = zip(lines, lines.dropFirst()).allSatisfy { number($0) < number($1) }
        return isSorted ? lines : lines.sorted { number($0) < number($1) }
    }
}
