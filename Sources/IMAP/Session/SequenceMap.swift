/// Sequence numbers ↔ UIDs of the selected mailbox (RFC 9051 §2.3.1.2).
///
/// Four octets a message whose UID is known, in blocks, so that one message's
/// disappearance among 100,000 moves a thousand numbers and not all of them. Runs of
/// messages whose UID is not known cost nothing, so EXISTS 4294967295 is harmless. UIDs
/// grow with sequence numbers; a server that says otherwise only makes lookups by UID fail.
package struct SequenceMap: Hashable, Sendable {
    private enum Block: Hashable {
        /// So many messages whose UIDs are not known; never 0.
        case unknown(Int)
        /// Never empty.
        case known([UInt32])

        var count: Int {
            switch self {
            case .unknown(let count): count
            case .known(let uids): uids.count
            }
        }
    }

    /// The most UIDs of one block.
    private static let blockSize = 1024

    /// In the order of the sequence numbers; no two unknown ones side by side.
    private var blocks: [Block] = []
    /// EXISTS.
    package private(set) var count = 0

    package init() {}

    /// Whether every message's UID is known.
    package var isComplete: Bool {
        blocks.allSatisfy {
            if case .known = $0 { true } else { false }
        }
    }

    /// Takes a number of messages as EXISTS tells it: new ones are at the end.
    ///
    /// A smaller number than before, which no server may send without EXPUNGE, forgets all
    /// UIDs, for nobody knows which messages went.
    package mutating func setCount(_ newCount: Int) {
        if newCount < count {
            blocks = []
            count = 0
        }
        guard newCount > count else { return }
        if case .unknown(let more)? = blocks.last {
            blocks[blocks.count - 1] = .unknown(more + newCount - count)
        } else {
            blocks.append(.unknown(newCount - count))
        }
        count = newCount
    }

    /// Notes a message's UID; false where there is no such sequence number.
    @discardableResult
    package mutating func setUID(_ uid: UInt32, ofNumber number: UInt32) -> Bool {
        guard let place = place(ofNumber: number) else { return false }
        switch blocks[place.block] {
        case .known(var uids):
            blocks[place.block] = .unknown(0)
            uids[place.index] = uid
            blocks[place.block] = .known(uids)
        case .unknown(let unknown): setUID(uid, in: place, amongUnknown: unknown)
        }
        return true
    }

    /// The UID of a sequence number, where it is known.
    package func uid(ofNumber number: UInt32) -> UInt32? {
        guard let place = place(ofNumber: number), case .known(let uids) = blocks[place.block] else { return nil }
        return uids[place.index]
    }

    /// The sequence number of a UID, where it is known.
    package func number(ofUID uid: UInt32) -> UInt32? {
        var before = 0
        for block in blocks {
            if case .known(let uids) = block, let last = uids.last, last >= uid {
                return uids.firstIndex(of: uid).map { UInt32(before + $0 + 1) }
            }
            before += block.count
        }
        return nil
    }

    /// Takes out the message that EXPUNGE names; all later ones move up by one.
    ///
    /// Returns its UID where that was known.
    ///
    /// - Throws: Where there is no such message.
    package mutating func expunge(number: UInt32) throws(ProtocolViolation) -> UInt32? {
        guard let place = place(ofNumber: number) else {
            throw ProtocolViolation("a message disappeared that was never there")
        }
        let uid = uid(ofNumber: number)
        remove(at: place)
        return uid
    }

    /// Takes out the messages that VANISHED names.
    ///
    /// One whose UID was not known is taken from the unknown ones between its neighbours,
    /// as it must be one of these; of a range only those known, for most of its numbers
    /// may never have been messages.
    package mutating func vanish(uids: SequenceSet) {
        for range in uids.ranges {
            let removed = removeKnown(in: range)
            if removed == 0, range.count == 1 { removeUnknown(of: range.lowerBound) }
        }
    }

    private mutating func setUID(_ uid: UInt32, in place: (block: Int, index: Int), amongUnknown count: Int) {
        var pieces: [Block] = []
        // Windows are told in ascending order, so the block before mostly has room for the next.
        if place.index == 0, place.block > 0, case .known(var uids) = blocks[place.block - 1],
            uids.count < Self.blockSize
        {
            blocks[place.block - 1] = .unknown(0)
            uids.append(uid)
            blocks[place.block - 1] = .known(uids)
            if count > 1 { pieces.append(.unknown(count - 1)) }
        } else {
            if place.index > 0 { pieces.append(.unknown(place.index)) }
            pieces.append(.known([uid]))
            if count > place.index + 1 { pieces.append(.unknown(count - place.index - 1)) }
        }
        blocks.replaceSubrange(place.block...place.block, with: pieces)
    }

    private mutating func removeKnown(in range: ClosedRange<UInt32>) -> Int {
        let before = count
        for index in blocks.indices.reversed() {
            guard case .known(var uids) = blocks[index] else { continue }
            guard let first = uids.first, let last = uids.last, first <= range.upperBound else { continue }
            if last < range.lowerBound { break }
            let size = uids.count
            blocks[index] = .unknown(0)
            uids.removeAll { range.contains($0) }
            count -= size - uids.count
            if !uids.isEmpty { blocks[index] = .known(uids) }
            dropIfEmpty(index)
        }
        return before - count
    }

    /// Takes one away from the unknown ones that stand where `uid` would.
    private mutating func removeUnknown(of uid: UInt32) {
        var candidate: Int?
        for index in blocks.indices {
            switch blocks[index] {
            case .unknown: candidate = index
            case .known(let uids):
                if let first = uids.first, first > uid { return removeOne(ofUnknown: candidate) }
                candidate = nil
                // Between two known ones of one block nothing is unknown.
                if let last = uids.last, last > uid { return }
            }
        }
        removeOne(ofUnknown: candidate)
    }

    private mutating func removeOne(ofUnknown block: Int?) {
        guard let block else { return }
        remove(at: (block, 0))
    }

    private mutating func remove(at place: (block: Int, index: Int)) {
        count -= 1
        switch blocks[place.block] {
        case .unknown(let unknown): blocks[place.block] = .unknown(unknown - 1)
        case .known(var uids):
            blocks[place.block] = .unknown(0)
            uids.remove(at: place.index)
            if !uids.isEmpty { blocks[place.block] = .known(uids) }
        }
        dropIfEmpty(place.block)
    }

    private mutating func dropIfEmpty(_ block: Int) {
        guard case .unknown(0) = blocks[block] else { return }
        blocks.remove(at: block)
        // Its neighbours may both be unknown.
        guard block > 0, block < blocks.count, case .unknown(let before) = blocks[block - 1],
            case .unknown(let after) = blocks[block]
        else { return }
        blocks[block - 1] = .unknown(before + after)
        blocks.remove(at: block)
    }

    private func place(ofNumber number: UInt32) -> (block: Int, index: Int)? {
        guard number > 0, number <= count else { return nil }
        var left = Int(number) - 1
        for (index, block) in blocks.enumerated() {
            if left < block.count { return (index, left) }
            left -= block.count
        }
        return nil
    }
}
