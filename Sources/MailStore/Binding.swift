import GRDB
import GRDBSQLite

/// The values of a statement, bound one after the other in the order of its question marks.
struct Binding {
    private let statement: OpaquePointer
    private var index: Int32 = 0

    init(of statement: OpaquePointer) { self.statement = statement }

    mutating func add(_ number: Int64?) {
        index += 1
        if let number { sqlite3_bind_int64(statement, index, number) } else { sqlite3_bind_null(statement, index) }
    }

    mutating func add(_ number: Int?) { add(number.map { Int64($0) }) }

    mutating func add(_ flag: Bool) { add(flag ? 1 : Int64(0)) }

    mutating func add(_ text: String?) {
        index += 1
        guard var text else {
            sqlite3_bind_null(statement, index)
            return
        }
        text.withUTF8 { octets in
            // An empty buffer may have no address, which would be NULL.
            octets.withMemoryRebound(to: CChar.self) { octets in
                _ = sqlite3_bind_text(
                    statement, index, octets.baseAddress ?? Self.nothing, Int32(octets.count), Self.copied)
            }
        }
    }

    mutating func add(_ octets: [UInt8]?) {
        guard let octets else { return add(nil as Int64?) }
        octets.withUnsafeBytes { add($0, Self.copied) }
    }

    /// Octets that are where they are until the statement has run.
    mutating func add(lasting octets: UnsafeRawBufferPointer) { add(octets, nil) }

    private mutating func add(_ octets: UnsafeRawBufferPointer, _ destructor: sqlite3_destructor_type?) {
        index += 1
        sqlite3_bind_blob(
            statement, index, octets.baseAddress ?? UnsafeRawPointer(Self.nothing), Int32(octets.count), destructor)
    }

    // Immortal, so that its address is one for ever.
    private nonisolated(unsafe) static let nothing = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
    // SQLITE_TRANSIENT, which is a cast in C.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension Database {
    /// Runs a statement that gives no rows, its values bound by hand.
    ///
    /// For what runs for each of thousands of messages: GRDB makes an object of every value, which costs more than
    /// SQLite's own work does.
    func run(_ sql: String, binding bind: (inout Binding) -> Void) throws {
        let cached = try cachedStatement(sql: sql)
        let statement = cached.sqliteStatement
        var binding = Binding(of: statement)
        bind(&binding)
        let code = sqlite3_step(statement)
        let message = code == SQLITE_DONE ? nil : lastErrorMessage
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
        }
    }
}
