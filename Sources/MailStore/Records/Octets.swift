import GRDB

/// Octets as a blob.
///
/// GRDB speaks of blobs as Foundation's `Data`; the conversions go by the standard library's protocols, so that
/// nothing here knows that type.
struct Octets: DatabaseValueConvertible {
    let octets: [UInt8]

    init(_ octets: [UInt8]) { self.octets = octets }

    var databaseValue: DatabaseValue { Self.blob(DatabaseValue.Storage.blob, octets) }

    static func fromDatabaseValue(_ value: DatabaseValue) -> Octets? {
        guard case .blob(let data) = value.storage else { return nil }
        return Octets([UInt8](data))
    }

    /// The case of the enum says what type GRDB's blobs have.
    private static func blob<Blob: RangeReplaceableCollection<UInt8> & DatabaseValueConvertible>(
        _: (Blob) -> DatabaseValue.Storage, _ octets: [UInt8]
    ) -> DatabaseValue {
        Blob(octets).databaseValue
    }
}

extension Row {
    /// A blob's octets; nothing where the column is NULL.
    func octets(_ index: Int) -> [UInt8]? {
        (try? withUnsafeData(atIndex: index) { data in data.map { [UInt8]($0) } }) ?? nil
    }
}
