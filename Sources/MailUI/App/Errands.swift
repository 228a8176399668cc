import MailModel

/// What has been set going and has not come back.
struct Errands: Sendable {
    enum Kind: Hashable, Sendable { case keyPrefix, settled, read, question }

    /// The latest timer of each kind; see ``UITimer``.
    private var numbers: [Kind: Int] = [:]
    /// The message that the cursor was on after the last event.
    var resting: StoredID?
    /// The latest ``Effect/save(_:part:path:replacing:)``, to be asked for again where the file exists.
    var save: Effect?

    /// Numbers a new timer; older ones of its kind mean nothing from now on.
    mutating func start(_ kind: Kind) -> Int {
        numbers[kind, default: 0] += 1
        return number(of: kind)
    }

    func number(of kind: Kind) -> Int { numbers[kind] ?? 0 }
}
