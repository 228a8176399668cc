import COpenSSL
import Glibc

/// Where the system keeps the authorities that it trusts.
///
/// A folder has one file each, named by a hash of the authority's name, and a file has all of them; either may be
/// missing, and who is in one of them is trusted. Of the folder only the authorities that a server's chain asks for
/// are read. Reading the file takes tens of milliseconds, which nobody should wait for at each connection: it is read
/// where the folder was not enough.
package struct SystemAuthorities: Hashable, Sendable {
    package var folder: String
    package var file: String

    package init(folder: String, file: String) {
        self.folder = folder
        self.file = file
    }

    /// As OpenSSL is built, or as SSL_CERT_DIR and SSL_CERT_FILE say.
    package static let installed = SystemAuthorities(
        folder: path(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()),
        file: path(X509_get_default_cert_file_env(), X509_get_default_cert_file()))

    private static func path(_ variable: UnsafePointer<CChar>, _ standard: UnsafePointer<CChar>) -> String {
        String(cString: getenv(variable) ?? UnsafeMutablePointer(mutating: standard))
    }
}
