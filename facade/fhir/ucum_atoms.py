"""The units of UCUM that clinics and laboratories use, each by the unit that defines it. https://ucum.org/ucum

Values are UCUM's, as exact decimals. Left out: scales that are no factor (pH, bel, neper, homeopathic potencies),
surveyors', printers' and astronomers' units. Where we differ from UCUM (mol, eq, osm): docs/decisions/0018.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PREFIXES: Mapping[str, int] = MappingProxyType({
    "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
    "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24,
})  # fmt: skip

# What no other unit defines. mol, eq and osm are numbers for UCUM; here nothing but themselves becomes them.
_MEASURED = ("m", "s", "g", "rad", "K", "C", "cd", "mol", "eq", "osm")
# Units of a procedure. None can be told by another's.
_ARBITRARY_METRIC = ("[iU]",)
_ARBITRARY = (
    "[arb'U]", "[USP'U]", "[GPL'U]", "[MPL'U]", "[APL'U]", "[beth'U]", "[anti'Xa'U]", "[todd'U]", "[dye'U]",
    "[smgy'U]", "[bdsk'U]", "[ka'U]", "[knk'U]", "[mclg'U]", "[tb'U]", "[CCID_50]", "[TCID_50]", "[EID_50]", "[PFU]",
    "[FFU]", "[CFU]", "[IR]", "[BAU]", "[AU]", "[Amb'a'1'U]", "[PNU]", "[Lf]", "[D'ag'U]", "[FEU]", "[ELU]", "[EU]",
)  # fmt: skip
BASES = frozenset((*_MEASURED, *_ARBITRARY_METRIC, *_ARBITRARY))

#: Code → (number, unit that it counts). These take prefixes.
_METRIC: Mapping[str, tuple[str, str]] = {
    "Hz": ("1", "s-1"), "N": ("1", "kg.m/s2"), "Pa": ("1", "N/m2"), "J": ("1", "N.m"), "W": ("1", "J/s"),
    "A": ("1", "C/s"), "V": ("1", "J/C"), "F": ("1", "C/V"), "Ohm": ("1", "V/A"), "S": ("1", "Ohm-1"),
    "mho": ("1", "S"), "Wb": ("1", "V.s"), "T": ("1", "Wb/m2"), "H": ("1", "Wb/A"), "G": ("1e-4", "T"),
    "sr": ("1", "rad2"), "lm": ("1", "cd.sr"), "lx": ("1", "lm/m2"),
    "Bq": ("1", "s-1"), "Ci": ("37e9", "Bq"), "Gy": ("1", "J/kg"), "Sv": ("1", "J/kg"), "RAD": ("100", "erg/g"),
    "REM": ("1", "RAD"), "R": ("2.58e-4", "C/kg"),
    "l": ("1", "dm3"), "L": ("1", "l"), "st": ("1", "m3"), "ar": ("100", "m2"), "t": ("1e3", "kg"),
    "bar": ("1e5", "Pa"), "gf": ("1", "g.[g]"), "dyn": ("1", "g.cm/s2"), "erg": ("1", "dyn.cm"),
    "P": ("1", "dyn.s/cm2"), "St": ("1", "cm2/s"), "Gal": ("1", "cm/s2"), "[g]": ("9.80665", "m/s2"),
    "m[H2O]": ("9.80665", "kPa"), "m[Hg]": ("133.3220", "kPa"),
    "cal": ("4.184", "J"), "cal_th": ("4.184", "J"), "cal_IT": ("4.1868", "J"),
    "g%": ("1", "g/dl"), "kat": ("1", "mol/s"), "U": ("1", "umol/min"), "[IU]": ("1", "[iU]"),
}  # fmt: skip

#: Code → (number, unit that it counts). These take none.
_OTHER: Mapping[str, tuple[str, str]] = {
    "10*": ("10", "1"), "10^": ("10", "1"), "%": ("0.01", "1"), "[ppth]": ("1e-3", "1"), "[ppm]": ("1e-6", "1"),
    "[ppb]": ("1e-9", "1"), "[pptr]": ("1e-12", "1"), "[HPF]": ("1", "1"), "[LPF]": ("100", "1"),
    "[pi]": ("3.1415926535897932384626433832795028841971693993751058209749445923", "1"),
    "deg": ("2", "[pi].rad/360"), "gon": ("0.9", "deg"), "'": ("1", "deg/60"), "''": ("1", "'/60"),
    "circ": ("2", "[pi].rad"), "sph": ("4", "[pi].sr"),
    "min": ("60", "s"), "h": ("60", "min"), "d": ("24", "h"), "wk": ("7", "d"),
    "a": ("365.25", "d"), "a_j": ("365.25", "d"), "a_g": ("365.2425", "d"), "a_t": ("365.24219", "d"),
    "mo": ("1", "a/12"), "mo_j": ("1", "a_j/12"), "mo_g": ("1", "a_g/12"), "mo_s": ("29.53059", "d"),
    "[degR]": ("5", "K/9"), "atm": ("101325", "Pa"), "att": ("1", "kgf/cm2"),
    "[psi]": ("1", "[lbf_av]/[in_i]2"), "[lbf_av]": ("1", "[lb_av].[g]"),
    "[in_i'H2O]": ("1", "m[H2O].[in_i]/m"), "[in_i'Hg]": ("1", "m[Hg].[in_i]/m"),
    "[PRU]": ("1", "mm[Hg].s/ml"), "[wood'U]": ("1", "mm[Hg].min/L"), "[MET]": ("3.5", "mL/min/kg"),
    "[diop]": ("1", "/m"), "[Ch]": ("1", "mm/3"), "[S]": ("1", "10*-13.s"), "[Cal]": ("1", "kcal_th"),
    "[in_i]": ("2.54", "cm"), "[ft_i]": ("12", "[in_i]"), "[yd_i]": ("3", "[ft_i]"), "[mi_i]": ("5280", "[ft_i]"),
    "[nmi_i]": ("1852", "m"), "[kn_i]": ("1", "[nmi_i]/h"), "[mil_i]": ("1e-3", "[in_i]"),
    "[hd_i]": ("4", "[in_i]"), "Ao": ("0.1", "nm"),
    "[sin_i]": ("1", "[in_i]2"), "[sft_i]": ("1", "[ft_i]2"), "[syd_i]": ("1", "[yd_i]2"),
    "[cin_i]": ("1", "[in_i]3"), "[cft_i]": ("1", "[ft_i]3"), "[cyd_i]": ("1", "[yd_i]3"),
    "[gal_us]": ("231", "[in_i]3"), "[qt_us]": ("1", "[gal_us]/4"), "[pt_us]": ("1", "[qt_us]/2"),
    "[gil_us]": ("1", "[pt_us]/4"), "[foz_us]": ("1", "[gil_us]/4"), "[fdr_us]": ("1", "[foz_us]/8"),
    "[min_us]": ("1", "[fdr_us]/60"), "[tbs_us]": ("1", "[foz_us]/2"), "[tsp_us]": ("1", "[tbs_us]/3"),
    "[cup_us]": ("16", "[tbs_us]"), "[foz_m]": ("30", "mL"), "[cup_m]": ("240", "mL"), "[tsp_m]": ("5", "mL"),
    "[tbs_m]": ("15", "mL"), "[drp]": ("1", "ml/20"),
    "[gal_br]": ("4.54609", "l"), "[qt_br]": ("1", "[gal_br]/4"), "[pt_br]": ("1", "[qt_br]/2"),
    "[gil_br]": ("1", "[pt_br]/4"), "[foz_br]": ("1", "[gil_br]/5"),
    "[gr]": ("64.79891", "mg"), "[lb_av]": ("7000", "[gr]"), "[oz_av]": ("1", "[lb_av]/16"),
    "[dr_av]": ("1", "[oz_av]/16"), "[stone_av]": ("14", "[lb_av]"), "[pwt_tr]": ("24", "[gr]"),
    "[oz_tr]": ("20", "[pwt_tr]"), "[lb_tr]": ("12", "[oz_tr]"), "[sc_ap]": ("20", "[gr]"),
    "[dr_ap]": ("3", "[sc_ap]"), "[oz_ap]": ("8", "[dr_ap]"), "[lb_ap]": ("12", "[oz_ap]"), "[oz_m]": ("28", "g"),
    "[car_m]": ("0.2", "g"),
}  # fmt: skip

#: Temperatures with a zero of their own: Code → (kelvins a degree, its zero in kelvins). They stand alone.
SCALES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "Cel": ("1", "273.15"), "[degF]": ("5/9", "45967/180"), "[degRe]": ("5/4", "273.15"),
})  # fmt: skip
DEFINED: Mapping[str, tuple[str, str]] = MappingProxyType({**_METRIC, **_OTHER})
METRIC = frozenset((*_MEASURED, *_ARBITRARY_METRIC, *_METRIC, "Cel"))
