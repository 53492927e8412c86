"""package.py BUILD -- libthidua as somebody else's program finds it: installed below one folder, moved to another, and then used
from C and from C++, by pkg-config and by find_package."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

build = pathlib.Path(sys.argv[1]).resolve()
folder = build / "tests" / "unit" / "package"
cache = dict(re.findall(r"^([A-Z_a-z]+):\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE))
sanitize = ["-fsanitize=address,undefined"] if cache["THIDUA_SANITIZE"] == "ON" else []  # as the library was built
compilers = {"c": cache["CMAKE_C_COMPILER"], "cpp": "clang++" if "clang" in cache["CMAKE_C_COMPILER"] else "g++"}

PROGRAM = """
#include <cstdio>
#include <thidua.h>

int main()
{
	struct thidua_options options = { NULL, NULL, NULL, NULL, NULL, 0 };
	struct thidua *handle;
	struct thidua_reply reply;
	int code = thidua_open(&options, &handle, NULL, 0);

	if (code == THIDUA_OK)
		code = thidua_answer(handle, &reply);
	std::printf("%d %s\\n", code, thidua_error(handle));
	thidua_close(&handle);
	return 0;
}
"""
SAYS = "64 the handle was opened without command endpoints\n"
PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES C CXX)
find_package(thidua 9 QUIET)
if(thidua_FOUND)
  message(FATAL_ERROR "found a version that there is not")
endif()
find_package(thidua 0.1 REQUIRED)
add_executable(by_package_c program.c)
add_executable(by_package_cpp program.cpp)
target_link_libraries(by_package_c thidua::thidua)
target_link_libraries(by_package_cpp thidua::thidua)
"""


def run(*command, **environment):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="surrogateescape",
                          env=os.environ | environment, cwd=folder, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def words(told):
    """As a shell reads it: pkg-config escapes bytes, not letters."""
    return [os.fsdecode(word.encode("latin-1")) for word in shlex.split(os.fsencode(told).decode("latin-1"))]


def says(program, **environment):
    said = run(folder / program, **environment)
    assert said == SAYS, (program, said)


def main():
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("cmake", "--install", build, "--prefix", folder / "installed")
    moved = (folder / "installed").rename(folder / "moved elsewhere")
    (folder / "program.cpp").write_text(PROGRAM)
    (folder / "program.c").write_text(PROGRAM.replace("<cstdio>", "<stdio.h>").replace("std::", "").replace("main()", "main(void)"))
    (folder / "CMakeLists.txt").write_text(PROJECT)
    libraries = next(moved.glob("**/libthidua.so")).parent
    told = run("pkg-config", "--cflags", "--libs", "thidua", PKG_CONFIG_PATH=str(libraries / "pkgconfig"))
    flags = words(told)
    for language, standard in (("c", "c11"), ("cpp", "c++17")):
        run(compilers[language], f"-std={standard}", "-Wall", "-Wextra", "-Wpedantic", "-Werror", *sanitize, f"program.{language}", "-o",
            f"by_pkgconfig_{language}", *flags)
        says(f"by_pkgconfig_{language}", LD_LIBRARY_PATH=str(libraries))
    run("cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={moved}", f"-DCMAKE_C_COMPILER={compilers['c']}",
        f"-DCMAKE_CXX_COMPILER={compilers['cpp']}", f"-DCMAKE_C_FLAGS={' '.join(sanitize)}", f"-DCMAKE_CXX_FLAGS={' '.join(sanitize)}")
    run("cmake", "--build", folder / "build")
    says("build/by_package_c")
    says("build/by_package_cpp")


main()
