"""What the kit asks on each database where several of a kind share the searches."""

from __future__ import annotations

from facade.testing import AdapterConformance


def test_a_search_meets_a_database_that_compares_bytes_wherever_it_stands_in_the_list():
    kit = AdapterConformance()
    searches = [[("code", str(number))] for number in range(200)]
    others = [[("date", "2020")], *reversed(searches)]  # asked of another database: one more, in another order
    ours, theirs = kit._share("sqlite-bin", searches), kit._share("mariadb-bin", others)
    assert {str(one) for one in searches} <= {str(one) for one in [*ours, *theirs]}
    assert 50 < len(ours) < 150
    missing = [[("code:missing", "true")]]
    assert kit._share("sqlite-bin", missing) == kit._share("mariadb-bin", missing) == missing
    assert kit._share("mariadb-ci", searches) == searches
