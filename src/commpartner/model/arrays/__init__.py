"""Convert a programme, a policy and draws to arrays.

Everything that belongs to the draw is computed here, once, and nothing by month that a product
with an index can give. A file for each part: what is delivered (`offer`), self-government
(`selfgovernment`), what it costs (`costs`), works, ventures (`trading`), partners
(`partnership`); `inputs` puts together what the months need.
"""

from commpartner.model.arrays.costs import Costs, service_costs
from commpartner.model.arrays.inputs import Inputs, month_inputs

__all__ = ["Costs", "Inputs", "month_inputs", "service_costs"]
