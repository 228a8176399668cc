/// A user name as GS2 and SCRAM write it (RFC 5801 §4, RFC 5802 §5.1).
enum SASLName {
    // saslname = 1*(value-safe-char / "=2C" / "=3D")
    static func encode(_ name: String) -> String? {
        guard !name.isEmpty, !name.utf8.contains(0) else { return nil }
        return name.replacing("=", with: "=3D").replacing(",", with: "=2C")
    }
}
