"""Search the levers of a policy for the best one under uncertainty."""

from commpartner.planning.optimising.goals import Chance as Chance
from commpartner.planning.optimising.goals import Limit as Limit
from commpartner.planning.optimising.goals import Sought as Sought
from commpartner.planning.optimising.optimised import Optimised as Optimised
from commpartner.planning.optimising.optimised import Optimism as Optimism
from commpartner.planning.optimising.optimising import optimise_policy as optimise_policy
from commpartner.planning.optimising.signposts import Signpost as Signpost
from commpartner.planning.optimising.signposts import Signposts as Signposts
