# shellcheck shell=bash
# Shared by run, check and bench, which source it from the root of the repository: finding the tools,
# setting up Vulkan, building. Works with the bash 3.2 of macOS.

readonly MESA_WANTED=25.0.7 # the first Mesa whose lavapipe has what the framework and its tests need
readonly CACHE=${DAXA_CACHE:-${XDG_CACHE_HOME:-${HOME:-$PWD/.daxa}/.cache}/daxa}
readonly SOFTWARE_DRIVER=$CACHE/lavapipe-$MESA_WANTED

# The flags of jvm.flags in pom.xml; README gives the reasons.
readonly JVM_FLAGS=(
  --enable-native-access=ALL-UNNAMED
  --add-exports java.base/jdk.internal.misc=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
)

say() { printf '%s\n' "$*" >&2; }

# fail STATUS TEXT...: 2 = wrong usage, 3 = something must be installed by hand, 1 = all else
fail() {
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

on_linux() { [ "$(uname -s)" = Linux ]; }
have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least 25.2.1 25.0.7 -> yes
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# ---------------------------------------------------------------------------------------------------
# Packages of Debian and its relatives

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

can_be_root() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@" \
    >"$APT_LOG" 2>&1
}

# On a bare machine apt knows no package before its first update.
apt_update_once() {
  [ -z "${APT_UPDATED:-}" ] || return 0
  APT_UPDATED=yes
  say "updating the list of packages…"
  apt_get update || true
}

missing_packages() {
  local installed package
  installed=$(dpkg-query --show --showformat='${binary:Package} ${db:Status-Status}\n' "$@" \
    2>/dev/null | sed -n 's/^\([^ :]*\)[^ ]* installed$/\1/p' || true)
  for package; do
    case $'\n'$installed$'\n' in
      *$'\n'"$package"$'\n'*) ;;
      *) printf '%s ' "$package" ;;
    esac
  done
}

# install_packages PACKAGE...: installs what is missing, or says what to type.
install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if ! can_be_root; then
    fail 3 "These packages are missing and only root can install them. Type:" \
      "  sudo apt-get install --no-install-recommends $missing"
  fi
  APT_LOG=$(mktemp)
  apt_update_once
  say "installing ${missing% }…"
  # shellcheck disable=SC2086 # a list of words
  if ! apt_get install -y --no-install-recommends $missing; then
    cat "$APT_LOG" >&2
    fail 3 "apt-get could not install: $missing"
  fi
  rm -f "$APT_LOG"
}

# "package version" for each package that apt could install, in its newest version. One call for all:
# on machines without apt's cache file each takes a second.
candidates() {
  LC_ALL=C apt-cache policy "$@" 2>/dev/null |
    awk '/^[^ ]/ { sub(":$", ""); name = $1 } $1 == "Candidate:" && $2 != "(none)" { print name, $2 }'
}

candidate() { candidates "$1" | cut -d ' ' -f 2; }

# ---------------------------------------------------------------------------------------------------
# JDK and Maven

# Sets JDK to a JDK of version 25 or later. Maven's toolchain selection looks at JAVA25_HOME too.
find_jdk() {
  local home major
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" \
    "$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')" \
    /usr/lib/jvm/* /opt/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    "/c/Program Files/Eclipse Adoptium"/* "/c/Program Files/Java"/*; do
    if ! [ -r "$home/release" ] || ! [ -x "$home/bin/javac" ]; then
      continue
    fi
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if [ "${major:-0}" -ge 25 ]; then
      JDK=$home
      export JAVA25_HOME=$home
      return 0
    fi
  done
  if have apt-get && can_be_root; then
    APT_LOG=$(mktemp)
    [ -n "$(candidate openjdk-25-jdk-headless)" ] || apt_update_once
    if [ -n "$(candidate openjdk-25-jdk-headless)" ] && [ -z "${JDK_INSTALLED:-}" ]; then
      install_packages openjdk-25-jdk-headless
      JDK_INSTALLED=yes
      find_jdk
      return
    fi
  fi
  fail 3 "no JDK 25 found: install Temurin 25 (adoptium.net) or another JDK of version 25 or later." \
    "If it is installed in an unusual place, set JAVA25_HOME to that folder."
}

find_maven() {
  have mvn && return 0
  if have apt-get; then
    install_packages maven
  else
    fail 3 "no Maven found: install Maven 3.6.3 or later so that 'mvn' can be called."
  fi
}

# Quiet about downloads, never asking; MAVEN_OPTS may add to it (-Dmaven.repo.local=…).
# Without jansi.noreset it would write an escape sequence before our next line, terminal or not.
maven() { MAVEN_OPTS="-Djansi.noreset=true ${MAVEN_OPTS:-}" mvn -B -ntp "$@"; }

# ---------------------------------------------------------------------------------------------------
# Vulkan

readonly WINDOW_PACKAGES="libx11-6 libx11-xcb1 libxcursor1 libxext6 libxi6 libxinerama1 libxrandr2"

driver_files() { # all ICD files that the Vulkan loader would find
  local folder
  if [ -n "${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}" ]; then
    printf '%s\n' "${VK_DRIVER_FILES:-$VK_ICD_FILENAMES}" | tr ':' '\n'
    return
  fi
  for folder in /etc /usr/local/etc /usr/local/share /usr/share "${XDG_CONFIG_HOME:-${HOME:-}/.config}" \
    "${XDG_DATA_HOME:-${HOME:-}/.local/share}"; do
    ls "$folder"/vulkan/icd.d/*.json 2>/dev/null || true
  done
}

have_loader() {
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -F libvulkan.so.1 >/dev/null
}

have_gpu() { # a device node of a graphics card, NVIDIA's, or that of Windows' Linux
  ls /dev/dri/renderD* /dev/nvidia[0-9]* /dev/dxg >/dev/null 2>&1
}

# The Mesa version of the software driver that an ICD file names: it stands in the library as text.
mesa_version() {
  local library folder
  library=$(sed -n 's/.*"library_path": *"\([^"]*\)".*/\1/p' "$1")
  case $library in
    /*) ;;
    */*) library=$(dirname "$1")/$library ;;
    *) for folder in /usr/lib/"$(uname -m)"-linux-gnu /usr/lib64 /usr/lib; do
      [ -e "$folder/$library" ] && library=$folder/$library && break
    done ;;
  esac
  grep -aoE 'Mesa [0-9]+\.[0-9]+\.[0-9]+' "$library" 2>/dev/null | head -n 1 | cut -d ' ' -f 2
}

# Prints the ICD file of a software driver of this system that is new enough.
system_software_driver() {
  local file version
  for file in ${DAXA_SOFTWARE_ICD:-} /usr/share/vulkan/icd.d/lvp_icd*.json \
    /usr/local/share/vulkan/icd.d/lvp_icd*.json; do
    [ -r "$file" ] || continue
    version=$(mesa_version "$file")
    if [ -n "$version" ] && version_at_least "$version" "$MESA_WANTED"; then
      printf '%s\n' "$file"
      return
    fi
  done
}

use_software_driver() {
  VK_DRIVER_FILES=$1
  export VK_DRIVER_FILES
  unset VK_ICD_FILENAMES # the older name of the same; the loader would prefer neither
}

use_private_driver() {
  use_software_driver "$SOFTWARE_DRIVER/lvp_icd.json"
  export LD_LIBRARY_PATH="$SOFTWARE_DRIVER/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

# Makes sure of a software driver that is new enough, and exports what programs need to use it alone.
set_up_software_driver() {
  local file
  if [ -r "$SOFTWARE_DRIVER/lvp_icd.json" ] && [ -z "${DAXA_SOFTWARE_ICD:-}" ]; then
    use_private_driver
    return
  fi
  file=$(system_software_driver)
  if [ -z "$file" ] && have apt-get; then
    [ -n "$(candidate mesa-vulkan-drivers)" ] || { can_be_root && APT_LOG=$(mktemp) && apt_update_once; }
    if version_at_least "$(candidate mesa-vulkan-drivers)" "$MESA_WANTED"; then
      install_packages mesa-vulkan-drivers
      file=$(system_software_driver)
    else
      unpack_software_driver
      use_private_driver
      return
    fi
  fi
  if [ -z "$file" ]; then
    fail 3 "no software Vulkan driver of Mesa $MESA_WANTED or later found. Install it, for instance:" \
      "  Fedora      sudo dnf install mesa-vulkan-drivers vulkan-loader" \
      "  Arch Linux  sudo pacman -S vulkan-swrast vulkan-icd-loader" \
      "If it is installed in an unusual place, set DAXA_SOFTWARE_ICD to its lvp_icd*.json."
  fi
  use_software_driver "$file"
}

# Writes the machine's own package source to a folder, with the release's suite replaced by its
# backports: same address, same keys, whatever they are.
write_backports_source() {
  local release=$1 folder=$2 file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -r "$file" ] || continue
    awk -v release="$release" '
      $1 == "deb" {
        for (i = 2; i <= NF; i++)
          if ($i == release || $i == "stable" || $i == "oldstable") {
            $i = release "-backports"; $(i + 1) = "main"; NF = i + 1; print; exit
          }
      }' "$file" >"$folder/backports.list"
    [ -s "$folder/backports.list" ] && return
  done
  rm -f "$folder/backports.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -r "$file" ] || continue
    awk -v release="$release" '
      BEGIN { RS = ""; FS = "\n" }
      {
        wanted = 0; enabled = 1; text = ""
        for (i = 1; i <= NF; i++) {
          line = $i
          if (line ~ /^#/) continue
          if (line ~ /^Enabled: *no/) enabled = 0
          if (line ~ /^Types:/) line = "Types: deb"
          if (line ~ /^Components:/) line = "Components: main"
          if (line ~ /^Suites:/) {
            if ((line " ") ~ ("[: ](" release "|stable|oldstable) ")) wanted = 1
            line = "Suites: " release "-backports"
          }
          text = text line "\n"
        }
        if (wanted && enabled) { printf "%s", text; exit }
      }' "$file" >"$folder/backports.sources"
    [ -s "$folder/backports.sources" ] && return
  done
  return 1
}

# The distribution's own Mesa is too old: unpacks the one of its backports into a private folder and
# leaves the machine as it is. What the driver depends on is installed from the normal suite where
# that is new enough, and unpacked beside the driver where it is not.
unpack_software_driver() {
  local release work plain="" newer="" name wanted found version available
  release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  mkdir -p "$CACHE"
  work=$(mktemp -d "$CACHE/unpack.XXXXXX")
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,debs,root,driver/lib}
  # apt drops its rights for downloads; it may do so only where the folders let it.
  local private=(
    -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
    -o APT::Sandbox::User=root -o Acquire::Languages=none
  )
  say "unpacking the software Vulkan driver of $release-backports…"
  if ! write_backports_source "$release" "$work/sources" ||
    ! apt-get -qq "${private[@]}" update >"$work/log" 2>&1; then
    cat "$work/log" >&2 2>/dev/null || true
    rm -rf "$work"
    fail 3 "This system's Mesa ($(candidate mesa-vulkan-drivers)) is older than $MESA_WANTED, and its" \
      "package sources offer no backports. Install a newer Mesa and set DAXA_SOFTWARE_ICD to its lvp_icd*.json."
  fi
  version=$(LC_ALL=C apt-cache "${private[@]}" show mesa-vulkan-drivers 2>/dev/null |
    sed -n 's/^Version: //p' | head -n 1)
  version_at_least "${version:-0}" "$MESA_WANTED" ||
    fail 3 "$release-backports has Mesa ${version:-none}; $MESA_WANTED or later is needed."

  # "name (>= version), name, …" -> "name version" or "name", a line each
  apt-cache "${private[@]}" show "mesa-vulkan-drivers=$version" | sed -n 's/^Depends: //p' |
    head -n 1 | tr ',' '\n' | sed 's/^ *//; s/ *(>= *\([^)]*\))/ \1/' >"$work/depends"
  # shellcheck disable=SC2046 # a list of words
  available=$(candidates $(cut -d ' ' -f 1 "$work/depends"))
  while read -r name wanted; do
    found=$(printf '%s\n' "$available" | sed -n "s/^$name //p")
    if [ -z "$wanted" ] || dpkg --compare-versions "${found:-0}" ge "$wanted"; then
      plain="$plain $name"
    else
      newer="$newer $name"
    fi
  done <"$work/depends"

  # shellcheck disable=SC2086 # lists of words
  (cd "$work/debs" && apt-get -qq "${private[@]}" download "mesa-vulkan-drivers=$version" $newer) \
    >"$work/log" 2>&1 || { cat "$work/log" >&2 && fail 1 "download of the software driver failed"; }
  # shellcheck disable=SC2086
  install_packages $plain
  for name in "$work"/debs/*.deb; do
    dpkg-deb --extract "$name" "$work/unpacked"
  done
  find "$work/unpacked" \( -name 'libvulkan_lvp.so' -o -name 'lib*.so.*' \) \
    -exec cp -a {} "$work/driver/lib/" \;
  if LD_LIBRARY_PATH="$work/driver/lib" ldd "$work/driver/lib/libvulkan_lvp.so" 2>&1 |
    grep -F 'not found' >&2; then
    fail 1 "the unpacked software driver lacks the libraries above"
  fi
  # A path that is relative is relative to the ICD file: the folder may be moved.
  sed 's|"library_path": *"[^"]*"|"library_path": "./lib/libvulkan_lvp.so"|' \
    "$work"/unpacked/usr/share/vulkan/icd.d/lvp_icd*.json >"$work/driver/lvp_icd.json"
  rm -rf "$SOFTWARE_DRIVER"
  mv "$work/driver" "$SOFTWARE_DRIVER" # complete or not there at all
  rm -rf "$work"
}

# For ./check: a software driver whatever else there is, validation, a display.
set_up_tests() {
  if ! on_linux; then
    say "The tests are made for Mesa's software driver on Linux; here they run on this system's driver."
    return
  fi
  if have apt-get; then
    # shellcheck disable=SC2086
    install_packages libvulkan1 vulkan-validationlayers xvfb $WINDOW_PACKAGES
  elif ! have_loader || ! have Xvfb; then
    fail 3 "The tests need the Vulkan loader, the validation layer and Xvfb. Install them, for instance:" \
      "  Fedora      sudo dnf install vulkan-loader vulkan-validation-layers xorg-x11-server-Xvfb" \
      "  Arch Linux  sudo pacman -S vulkan-icd-loader vulkan-validation-layers xorg-server-xvfb"
  fi
  set_up_software_driver
}

# For ./run and ./bench: the drivers of this system as they are; where there is no GPU, the software
# driver. Argument: "validate" when the validation layer is wanted.
set_up_best_driver() {
  on_linux || return 0 # Windows has it with the graphics driver, macOS among the natives
  if ! have_loader; then
    if have apt-get; then
      # shellcheck disable=SC2086
      install_packages libvulkan1 $WINDOW_PACKAGES
    else
      fail 3 "no Vulkan loader found. Install it, for instance:" \
        "  Fedora      sudo dnf install vulkan-loader mesa-vulkan-drivers" \
        "  Arch Linux  sudo pacman -S vulkan-icd-loader vulkan-swrast"
    fi
  fi
  if [ "${1:-}" = validate ] && have apt-get; then
    install_packages vulkan-validationlayers
  fi
  if [ -n "${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}" ]; then
    return 0 # the user chose
  fi
  if ! have_gpu || [ -z "$(driver_files | grep -v lvp_icd || true)" ]; then
    set_up_software_driver
  fi
}

# ---------------------------------------------------------------------------------------------------
# Building and starting programs

# build_program MODULE: compiles a module and what it needs, if a source is newer than the last build.
build_program() {
  local module=$1 stamp=$1/target/built
  if [ -e "$stamp" ] && [ -e "$module/target/classpath.txt" ] &&
    [ -z "$(find pom.xml daxa-* test shaders -newer "$stamp" -not -path '*/target*' \
      -not -path '*/src/test/*' -print 2>/dev/null | head -n 1)" ]; then
    return 0
  fi
  find_maven
  say "building…"
  mkdir -p "$module/target"
  touch "$stamp.started" # a file saved during the build is newer than this
  maven -q -pl "$module" -am -Dmaven.test.skip -Dformat.skip process-classes >&2 || {
    rm -f "$stamp"
    fail 1 "the build failed"
  }
  mv "$stamp.started" "$stamp"
}

# start_program MODULE MAIN ARGUMENT...: replaces this process.
start_program() {
  local module=$1 main=$2 separator=: flags=("${JVM_FLAGS[@]}")
  shift 2
  case $(uname -s) in
    Darwin) flags+=(-XstartOnFirstThread) ;; # windows can only be handled there
    MINGW* | MSYS* | CYGWIN*) separator=';' ;;
  esac
  exec "$JDK/bin/java" "${flags[@]}" \
    -cp "$module/target/classes$separator$(cat "$module/target/classpath.txt")" "$main" "$@"
}
