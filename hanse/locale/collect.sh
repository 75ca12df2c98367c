#!/bin/bash
# Collect the texts of the house into hanse/locale/*/LC_MESSAGES/django.po, sorted, without places and dates: a change of
# the code that changes no text changes nothing here. For developers; docs/how-to/translate.md says what to do next.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in xgettext msgattrib; do
  command -v $tool >/dev/null || { echo "This machine lacks gettext. As root: apt-get install gettext" >&2; exit 1; }
done

languages=$(cd locale && ls -d */ | tr -d /)
# Settings for a command that looks at the code and keeps nothing.
export HANSE_DATA=../build/none DATABASE_URL=sqlite:// HANSE_FILES=
export HANSE_SECRET_KEY=not-a-secret-only-for-commands-that-look-at-the-code-and-keep-nothing
# shellcheck disable=SC2046
../.venv/bin/python ../manage.py makemessages --verbosity 0 --no-location --no-obsolete --ignore staticfiles --keep-pot \
  $(printf -- '--locale %s ' $languages)
rm -f locale/django.pot
for language in $languages; do
  file=locale/$language/LC_MESSAGES/django.po
  # A text that only resembles an older one gets no translation by guess: it stays empty until somebody writes it.
  msgattrib --clear-fuzzy --empty --only-fuzzy --no-wrap --force-po "$file" -o "$file.guessed"
  msgcat --use-first --no-wrap <(msgattrib --no-fuzzy --no-wrap "$file") "$file.guessed" |
    msgattrib --sort-output --no-location --no-wrap |
    grep -v -e '^"POT-Creation-Date:' -e '^"PO-Revision-Date:' -e '^#, *fuzzy$' -e '^#| ' > "$file.new"
  rm -f "$file.guessed"
  mv "$file.new" "$file"
  msgfmt --check-format --statistics -o /dev/null "$file"
done
