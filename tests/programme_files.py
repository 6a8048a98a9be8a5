"""The text of a small programme that is right, for tests to spoil."""

TOML = """\
[programme]
name = "case"

[[centres]]
id = "c1"
rent = 800.0

[services.basic]
cleaning = 0.5

[services.standard]

[[assets]]
id = "hall"
area = 200

[[ventures]]
id = "canteen"
asset = "hall"
capacity = "canteen_diners_day"
price = 11.0

[[partners]]
id = "merchants"

[policies.base]
organisation = "stand_alone"
service = "basic"

[policies.partner]
centres = ["c1"]
ventures = ["canteen"]
partners = ["merchants"]
assignment = { e1 = "c1" }

[assumptions.wage_guard]
central = 2600.0

[[facts]]
field = "centres"
value = "1"
kind = "published"
source = "xs_area_centres"
"""
CSV = """\
id,name,households,floor_area,gates,x_km,y_km,managed,governance
e1,甲,120,9000.5,1,0.1,0.2,yes,0.5
e2,乙,60,4500,,0.3,0.4,,
e3,丙,12.0,1e3,0,0.5,0.6,否,
"""
