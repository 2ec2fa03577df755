# shellcheck shell=bash
# The environment that the other scripts share: source it, then call what you need.
#   find_python            prints the newest fitting Python
#   get_debian_packages    installs the database engines and drivers that the tests use, where it may
#   make_environment       makes the virtual environment, unless it is already what the lock file says
#   add_mysqlclient        adds the optional native driver, if it can be built
# FACADE_VENV names another place for the virtual environment than .venv.

root=$(CDPATH='' cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${FACADE_VENV:-$root/.venv}
case $venv in
    /*) ;;
    *) venv=$PWD/$venv ;;
esac

# MariaDB, its ODBC driver, and what mysqlclient is built with; PostgreSQL for our own store; curl for the tutorial;
# Chromium for the pages.
debian_packages="mariadb-server postgresql chromium curl odbc-mariadb unixodbc libmariadb-dev pkg-config gcc python3-dev"
# The validators of other houses run on Java and on Node.js, unless some other package has brought these.
command -v javac >/dev/null || debian_packages="$debian_packages default-jdk-headless"
command -v mvn >/dev/null || debian_packages="$debian_packages maven"
command -v npm >/dev/null || debian_packages="$debian_packages nodejs npm"

# Python keeps what it has compiled: the tests start hundreds of processes.
unset PYTHONDONTWRITEBYTECODE

say() {
    printf '%s\n' "$*" >&2
}

find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        # Run it: a name on the PATH may be a stand-in for a version that is not there.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 or newer is needed, and none was found on the PATH."
    return 1
}

missing_debian_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
    done
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# In a subshell of its own, so that the policy file goes away however it ends.
install_debian_packages() (
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then # keeps the packages from starting a database server of their own
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        trap 'as_root rm -f "$policy"' EXIT
        as_root chmod 755 "$policy"
    fi
    apt() {
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" </dev/null >&2
    }
    apt update || say "The package lists could not be renewed; trying with those at hand."
    apt install --no-install-recommends "$@" && return
    for name in "$@"; do # one that cannot be had must not keep out the others
        apt install --no-install-recommends "$name" || say "$name could not be installed."
    done
)

# Fails if something is missing in the end, and says what.
get_debian_packages() {
    local missing
    if ! command -v dpkg-query >/dev/null; then
        command -v mariadbd >/dev/null && return
        say "This is no Debian or Ubuntu: install MariaDB and PostgreSQL servers, the MariaDB ODBC driver and unixODBC yourself."
        return 1
    fi
    # shellcheck disable=SC2086 # a list of words
    missing=$(missing_debian_packages $debian_packages)
    if [ -n "$missing" ] && may_install; then
        say "Installing: $missing"
        # shellcheck disable=SC2086
        install_debian_packages $missing
        # shellcheck disable=SC2086
        missing=$(missing_debian_packages $missing)
    fi
    [ -z "$missing" ] && return
    say "Missing Debian packages: $missing"
    return 1
}

# What the environment is made from; a change of any of it makes it anew.
fingerprint() {
    "$1" --version
    printf '%s\n' "$root"
    cat "$root"/requirements-dev.lock "$root"/requirements-mysqlclient.lock "$root"/pyproject.toml
}

have_venv_module() {
    local package
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if may_install; then
        install_debian_packages "$package"
    fi
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    say "$1 cannot make virtual environments: install $package (Debian, Ubuntu) or another Python."
    return 1
}

# What is to be emptied must have been made here: FACADE_VENV may name somebody else's. Our own .venv may have moved.
is_ours() {
    local made=""
    [ "$venv" = "$root/.venv" ] || ! compgen -G "$venv/*" >/dev/null && return
    [ ! -e "$1" ] || { read -r _ && read -r made; } <"$1"
    [ "$made" = "$root" ] && return
    say "$venv was not made for $root: remove it, or name another place in FACADE_VENV."
    return 1
}

make_environment() {
    local python stamp="$venv/facade-environment"
    python=$(find_python) || return
    fingerprint "$python" | cmp -s - "$stamp" && return
    is_ours "$stamp" || return
    have_venv_module "$python" || return
    say "Making the environment in $venv"
    "$python" -m venv --clear "$venv" || return
    # Most of what is installed is never imported: what is, Python compiles then.
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-compile \
        -r "$root/requirements-dev.lock" || return
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
        --editable "$root" || return
    fingerprint "$python" >"$stamp"
}

add_mysqlclient() {
    "$venv/bin/python" -c 'import MySQLdb' 2>/dev/null && return
    if ! pkg-config --exists libmariadb 2>/dev/null && ! pkg-config --exists mysqlclient 2>/dev/null; then
        say "mysqlclient is left out: the MariaDB client library has no headers here."
        return
    fi
    "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --no-build-isolation \
        -r "$root/requirements-mysqlclient.lock" || say "mysqlclient is left out: it could not be built."
}
