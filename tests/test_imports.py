import grimp

CHECKED = "analysis app cli domain estimates experiment outcomes report scenario".split()


def circle(graph, module, package):
    """Modules from a module back to itself by imports inside the package, if there are any."""
    seen, ways = {module}, [[module]]
    while ways:
        way = ways.pop(0)
        for imported in sorted(graph.find_modules_directly_imported_by(way[-1])):
            if imported == module:
                return [*way, module]
            if imported not in seen and (imported + ".").startswith(package + "."):
                seen.add(imported)
                ways.append([*way, imported])
    return []


def test_no_module_imports_itself_by_way_of_others_not_even_for_types():
    # The contract of import-linter compares modules side by side; here a package and its own
    # modules count as well.
    graph = grimp.build_graph("pdusim", cache_dir=None)
    found = [
        " -> ".join(way)
        for package in (f"pdusim.{name}" for name in CHECKED)
        for module in sorted({package, *graph.find_descendants(package)})
        if (way := circle(graph, module, package))
    ]

    assert found == []
