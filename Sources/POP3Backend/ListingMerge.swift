import POP3

/// UIDL's and LIST's answers, brought together by message number.
struct ListingMerge {
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

    /// All messages by number, with an empty id where the server tells none; consistent where both listings name the
    /// same ones, each once.
    ///
    /// What only one of them names is there all the same: no mail is overlooked because a server miscounts.
    func merged() -> (entries: [Maildrop.Entry], isConsistent: Bool) {
        let names = sorted(uniqueIDs, by: \.number)
        let scans = sorted(sizes, by: \.number)
        var entries: [Maildrop.Entry] = []
        entries.reserveCapacity(max(names.count, scans.count))
        var isConsistent = true
        var (name, scan) = (0, 0)
        while name < names.count || scan < scans.count {
            let nameNumber = name < names.count ? names[name].number.value : .max
            let scanNumber = scan < scans.count ? scans[scan].number.value : .max
            let number = nameNumber <= scanNumber && name < names.count ? names[name].number : scans[scan].number
            let hasName = nameNumber == number.value && name < names.count
            let hasSize = scanNumber == number.value && scan < scans.count
            if entries.last?.number == number || !hasSize || hasName != hasUniqueIDs {
                isConsistent = false
            }
            if entries.last?.number != number {
                let size = hasSize ? scans[scan].sizeInOctets : 0
                let id = hasName ? DerivedID.shortened(names[name].id.text) : ""
                entries.append(Maildrop.Entry(number: number, sizeInOctets: size, id: id))
            }
            name += hasName ? 1 : 0
            scan += hasSize ? 1 : 0
        }
        return (entries, isConsistent)
    }

    // Servers list in order; whichever does not is sorted.
    private func sorted<Line>(_ lines: [Line], by number: (Line) -> MessageNumber) -> [Line] {
        let isSorted = zip(lines, lines.dropFirst()).allSatisfy { number($0) < number($1) }
        return isSorted ? lines : lines.sorted { number($0) < number($1) }
    }
}
