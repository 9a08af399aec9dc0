#!/usr/bin/env bash
# Refreshes the vendored front-end files. For developers only: neither a server nor a test needs Node.
# Raise a version here, run the script, look at the gallery page, run the tests and commit the result.
# Needs npm, python3 with venv, and the package registries that npm and pip are set up for.
set -euo pipefail

DESIGNSYSTEMET_CSS=1.22.0   # 1.x: the package also carries v2 styles, which change the markup
DESIGNSYSTEMET_CLI=1.15.0
INTER=4.1.1
AXE=4.14.1

root=$(cd "$(dirname "$0")/.." && pwd)
vendor=$root/stegvis/web/static/vendor
fonts=$root/stegvis/web/documents/fonts
axe=$root/tests/vendor/axe-core-$AXE
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cd "$build"
npm init -y >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund \
  "@digdir/designsystemet-css@$DESIGNSYSTEMET_CSS" "@digdir/designsystemet@$DESIGNSYSTEMET_CLI" \
  "inter-ui@$INTER" "axe-core@$AXE"
cp "$root/scripts/designsystemet.config.json" .
npx --no-install designsystemet tokens create --config designsystemet.config.json
npx --no-install designsystemet tokens build -t design-tokens -o theme
python3 -m venv tools
tools/bin/pip install --quiet fonttools brotli

rm -rf "$vendor" "$fonts" "$root"/tests/vendor/axe-core-*
css_dir=$vendor/designsystemet-css-$DESIGNSYSTEMET_CSS
theme_dir=$vendor/designsystemet-theme-$DESIGNSYSTEMET_CLI
inter_dir=$vendor/inter-$INTER
mkdir -p "$css_dir" "$theme_dir" "$inter_dir" "$fonts" "$axe"

# A reference to a source map that is not shipped stops collectstatic, so such lines go.
without_source_map() { sed -E '/sourceMappingURL=/d' "$1" > "$2"; }

without_source_map node_modules/@digdir/designsystemet-css/dist/src/index.css "$css_dir/designsystemet.css"
cp node_modules/@digdir/designsystemet-css/LICENSE "$css_dir/LICENSE"
without_source_map theme/stegvis.css "$theme_dir/stegvis.css"
cp node_modules/@digdir/designsystemet/LICENSE "$theme_dir/LICENSE"
without_source_map node_modules/axe-core/axe.min.js "$axe/axe.min.js"
cp node_modules/axe-core/LICENSE node_modules/axe-core/LICENSE-3RD-PARTY.txt "$axe/"

# Latin letters of all of Europe (names), punctuation, currency, arrows and the few signs that we draw.
signs=U+0020-007E,U+00A0-024F,U+0259,U+02B0-02FF,U+0300-0304,U+0306-030C,U+0323,U+0326-0328,U+1E00-1EFF
signs=$signs,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2116,U+2122,U+2190-2199,U+2212,U+2215,U+2219,U+221E
signs=$signs,U+2248,U+2260,U+2264,U+2265,U+25A0-25CF,U+2713,U+2717,U+FEFF,U+FFFD
subset() { # weight, target
  tools/bin/pyftsubset "node_modules/inter-ui/web/Inter-$1.woff2" --unicodes="$signs" \
    --layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum,case --no-hinting \
    --name-IDs="*" --flavor=woff2 --output-file="$2"
}
for weight in Regular Medium SemiBold Bold; do subset $weight "$inter_dir/Inter-$weight.woff2"; done
for weight in Regular SemiBold Italic Bold; do
  subset $weight "$weight.woff2"
  tools/bin/fonttools ttLib.woff2 decompress -o "$fonts/Inter-$weight.ttf" "$weight.woff2"
done
cp node_modules/inter-ui/LICENSE.txt "$inter_dir/LICENSE"
cp node_modules/inter-ui/LICENSE.txt "$fonts/OFL.txt"

{
  echo "# Vendored files"
  echo
  echo "Made by \`scripts/vendor.sh\`; do not edit by hand. Paths are from the root of the project."
  echo
  echo "| Name | Version | Licence | npm package | What we did |"
  echo "|---|---|---|---|---|"
  echo "| Designsystemet, styles | $DESIGNSYSTEMET_CSS | MIT | @digdir/designsystemet-css | as published |"
  echo "| Designsystemet, own theme | $DESIGNSYSTEMET_CLI | MIT | @digdir/designsystemet | built from \`scripts/designsystemet.config.json\` |"
  echo "| Inter | $INTER | OFL-1.1 | inter-ui | subset to Latin; TrueType made for documents |"
  echo "| axe-core (tests only) | $AXE | MPL-2.0 | axe-core | as published |"
  echo
  echo "| File | sha256 |"
  echo "|---|---|"
  cd "$root"
  find stegvis/web/static/vendor stegvis/web/documents/fonts tests/vendor -type f ! -name VENDOR.md | LC_ALL=C sort |
    while read -r file; do echo "| $file | \`$(sha256sum "$file" | cut -d' ' -f1)\` |"; done
} > "$vendor/VENDOR.md"
