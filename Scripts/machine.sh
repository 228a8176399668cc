# What every script here needs of the machine. Sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

build_packages=(libncurses-dev libssl-dev libsqlite3-dev zlib1g-dev libxml2-dev libcurl4-openssl-dev pkg-config)

test_packages=(dovecot-imapd dovecot-pop3d tmux openssl neomutt mpop strace faketime python3
    python3-gi gir1.2-gmime-3.0 gpg gpg-agent pinentry-curses)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Debian packages by name: installs those that are missing, as root or through sudo.
need_packages() {
    local missing=() package as_root=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "these Debian packages are needed, and there is no apt-get: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "these packages are missing; install them as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq || fail "apt-get update failed; is there a network?"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        >/dev/null || fail "could not install ${missing[*]}"
}

# A Swift toolchain, on PATH or where the tarball is usually unpacked.
need_swift() {
    command -v swift >/dev/null || PATH="$PATH:/opt/swift/usr/bin:/usr/share/swift/usr/bin:$HOME/.local/share/swiftly/bin"
    command -v swift >/dev/null || fail "no Swift toolchain; get Swift 6.2 or newer from https://swift.org/install/linux/"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case "$version" in
        6.[01] | [0-5].*) fail "Swift $version is too old; 6.2 or newer is needed: https://swift.org/install/linux/" ;;
        "") fail "swift does not run; try: swift --version" ;;
    esac
}

# Builds what is installed, a release with the Swift library inside, and prints its path.
build_release() {
    local options=(-c release --product postern --static-swift-stdlib --scratch-path .build-install)
    swift build "${options[@]}" 1>&2
    printf '%s/postern\n' "$(swift build "${options[@]}" --show-bin-path)"
}
