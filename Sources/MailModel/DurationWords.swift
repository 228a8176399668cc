extension Duration {
    /// `14 days`, `36 hours`, `5 minutes`, `90 seconds`: whole, in the largest unit that has no rest.
    package var words: String {
        let seconds = components.seconds
        for (unit, size) in [("day", 86_400), ("hour", 3600), ("minute", 60)] as [(String, Int64)]
        where seconds >= size && seconds.isMultiple(of: size) {
            return Self.counted(seconds / size, unit)
        }
        return Self.counted(seconds, "second")
    }

    private static func counted(_ count: Int64, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
}
