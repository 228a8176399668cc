/// The secrets as they stand in the file once it is opened; see ``SealedSecrets``.
enum SecretList {
    static func octets(of secrets: [String: Secret]) -> Secret {
        let sorted = secrets.sorted { $0.key < $1.key }
        let used = sorted.reduce(2) { $0 + 6 + $1.key.utf8.count + $1.value.count }
        return Secret(count: (used + 511) / 512 * 512) { list in
            var place = 0
            func put(_ octet: Int) {
                list[place] = UInt8(truncatingIfNeeded: octet)
                place += 1
            }
            for (name, secret) in sorted {
                put(name.utf8.count >> 8)
                put(name.utf8.count)
                for octet in name.utf8 { put(Int(octet)) }
                for shift in [24, 16, 8, 0] { put(secret.count >> shift) }
                secret.withOctets { octets in for octet in octets { put(Int(octet)) } }
            }
        }
    }

    /// - Returns: Nothing where the list is not in order.
    static func secrets(in list: Secret) -> [String: Secret]? {
        list.withOctets { list in
            var place = 0
            func number(_ count: Int) -> Int? {
                guard place + count <= list.count else { return nil }
                defer { place += count }
                return list[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
            }
            var secrets: [String: Secret] = [:]
            while let nameCount = number(2) {
                if nameCount == 0 { return secrets }
                guard place + nameCount <= list.count else { return nil }
                let name = String(decoding: list[place..<place + nameCount], as: UTF8.self)
                place += nameCount
                guard let count = number(4), place + count <= list.count else { return nil }
                secrets[name] = Secret(octets: list[place..<place + count])
                place += count
            }
            return nil
        }
    }
}
