# Sourced by the scripts beside it: $root is the project's folder, and PATH is without pyenv's shims, which would
# stand in for the system's python3 and fail or bring another interpreter.
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")

path=
IFS=:
for folder in $PATH; do
  case $folder in
    */shims) ;;
    *) path=${path:+$path:}$folder ;;
  esac
done
unset IFS
PATH=$path
export PATH
