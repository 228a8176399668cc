import GRDB

/// A moment after which a message, or a copy of it, goes: in SQL, for all messages that have one.
///
/// A clock that was set forward must not make anything go: a message has to be seen overdue twice, in two calls with
/// a clock that has gone on in between.
struct Deadline {
    /// The moment, in seconds since 1970.
    var moment: String
    /// The column with when it was first seen to be over.
    var firstSeen: String
    /// Which messages have such a moment.
    var applies: String
    /// What else has to hold for a message to go.
    var isPossible: String
    /// How much the clock has to go on between the two sightings, in seconds.
    var pause: Int64 = 1
}

extension StoreTransaction {
    /// Looks which messages are overdue, and notes what is seen so for the first time.
    ///
    /// - Returns: Those seen overdue before, at most `limit`.
    func pastTwice(_ deadline: Deadline, now: Int64, limit: Int = -1) throws -> [Int64] {
        // The clock was set back: what was seen overdue before may not be.
        try run(
            """
            UPDATE message SET \(deadline.firstSeen) = NULL
            WHERE \(deadline.applies) AND (\(deadline.firstSeen) > ?1 OR \(deadline.moment) > ?1)
                AND \(deadline.firstSeen) IS NOT NULL
            """, [now])
        let isOver = "\(deadline.applies) AND \(deadline.moment) <= ?1 AND \(deadline.isPossible)"
        let past = try numbers(
            "SELECT id FROM message WHERE \(isOver) AND \(deadline.firstSeen) <= ?1 - ?2 LIMIT ?3",
            [now, deadline.pause, limit])
        try run(
            "UPDATE message SET \(deadline.firstSeen) = ?1 WHERE \(isOver) AND \(deadline.firstSeen) IS NULL", [now])
        return past
    }
}
