import COpenSSL

extension CertificateFacts {
    /// What a person may want to know of a certificate.
    init(_ certificate: OpaquePointer) {
        self.init(
            subject: Self.text(of: X509_get_subject_name(certificate)),
            issuer: Self.text(of: X509_get_issuer_name(certificate)), names: Self.names(of: certificate),
            sha256: Self.sha256(of: certificate), notAfter: Self.seconds(X509_get0_notAfter(certificate)))
    }

    /// `CN = mail.example, O = Example`; what could harm a terminal is escaped, and at most 300 octets.
    static func text(of name: OpaquePointer?) -> String {
        guard let name, let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        // Everything escaped except letters of other scripts, which stay UTF-8.
        let flags = shim_XN_FLAG_ONELINE & ~UInt(ASN1_STRFLGS_ESC_MSB)
        X509_NAME_print_ex(bio, name, 0, flags)
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_memory_bio_contents(bio, &start)
        guard count > 0, let start else { return "" }
        return printable(UnsafeRawBufferPointer(start: start, count: min(count, 300)))
    }

    /// At most 1,000 of the DNS names and addresses in subjectAltName (RFC 5280 §4.2.1.6).
    private static func names(of certificate: OpaquePointer) -> [String] {
        guard let found = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else { return [] }
        let list = OpaquePointer(found)
        defer { GENERAL_NAMES_free(list) }
        var names: [String] = []
        for index in 0..<min(shim_alternative_names_count(list), 1_000) {
            var kind: Int32 = 0
            guard let value = GENERAL_NAME_get0_value(shim_alternative_name(list, index), &kind) else { continue }
            guard kind == GEN_DNS || kind == GEN_IPADD else { continue }
            let string = value.assumingMemoryBound(to: ASN1_STRING.self)
            let octets = UnsafeRawBufferPointer(
                start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
            names.append(kind == GEN_DNS ? printable(octets) : address(octets))
        }
        return names
    }

    private static func sha256(of certificate: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard X509_digest(certificate, EVP_sha256(), &digest, &count) == 1 else { return "" }
        return digest.prefix(Int(count)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
        defer { ASN1_STRING_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// A name as text in which nothing is a control character.
    private static func printable(_ octets: UnsafeRawBufferPointer) -> String {
        var text = ""
        for scalar in String(decoding: octets, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func address(_ octets: UnsafeRawBufferPointer) -> String {
        if octets.count == 4 { return octets.map(String.init).joined(separator: ".") }
        guard octets.count == 16 else { return "an address of \(octets.count) octets" }
        return stride(from: 0, to: 16, by: 2).map { index in
            String(UInt16(octets[index]) << 8 | UInt16(octets[index + 1]), radix: 16)
        }.joined(separator: ":")
    }
}
