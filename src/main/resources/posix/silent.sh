# silent.sh: writes the Controller's address into the configuration, and runs the tool without questions.
# sh -c "$this" silent.sh FILE ADDRESS UNFINISHED TOOL OPTION...   (ADDRESS -: the file stays as it is)
# UNFINISHED is the file as it was: there from the first change on, until the tool has ended well. Otherwise it is put back.
file=$1 address=$2 unfinished=$3
shift 3
if [ "$address" != - ]; then
    [ "$(grep -c '<CompilerServerHostname[^>]*>[^<]*</CompilerServerHostname>' "$file")" = 1 ] || {
        echo "$file does not have CompilerServerHostname on exactly one line: nothing was changed"
        exit 91
    }
    [ -e "$unfinished" ] || { cp -p "$file" "$unfinished.part" && mv "$unfinished.part" "$unfinished"; } || exit 92
    cp -p "$file" "$file.part" &&
        sed "s|\\(<CompilerServerHostname[^>]*>\\)[^<]*\\(</CompilerServerHostname>\\)|\\1$address\\2|" "$file" >"$file.part" &&
        mv "$file.part" "$file" || {
        rm -f "$file.part"
        echo "$file can't be written: nothing was changed"
        exit 92
    }
fi
"$@"
code=$?
if [ "$address" != - ]; then
    if [ $code = 0 ]; then
        rm -f "$unfinished"
    else
        mv "$unfinished" "$file" && echo "$file was put back as it was, since the tool failed"
    fi
fi
exit $code
