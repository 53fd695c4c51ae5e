/** Own-written lines for `npm run train:meanings`, in the form that meaning-trades.ts tells: journeys, cars, places, weather. */
export const TRAVEL_LINES = `
city: london|paris|new york|chicago|tokyo|berlin|rome|madrid|seattle|boston|dallas|los angeles|dublin|lisbon|miami|the city|my town|denver
day: today|tomorrow|on monday|on friday|this weekend|next week|tonight|on the 5th|in march|in july|this evening|next month|on sunday morning|later
place: hotel|restaurant|museum|beach|park|bar|coffee shop|gas station|supermarket|pharmacy|train station|airport|mall|cinema|gym|hospital|bank|bakery
do: [book|find|get|reserve|cancel|change|rebook|check|compare|buy] [a|my|the] [flight|train|bus|train ticket|plane ticket|ticket|seat|trip|round trip|one way flight] [|to <city>|from <city> to <city>|for <day>|for two people|under 300 dollars]
do: [book|find|reserve|cancel|change|extend|check into] [a|my|the] [hotel|room|hotel room|apartment|double room|hostel|reservation|suite] [|in <city>|near the beach|for two nights|for <day>|with a pool|with free breakfast]
do: [rent|hire|return|pick up|book] a [car|van|bike|scooter|truck|motorcycle] [|in <city>|for a week|at the airport|from monday to friday|for <day>]
do: [call|order|book|get|cancel|find] [me a|a|my] [taxi|cab|uber|ride|lift|car] [|to the airport|to work|home|to <city>|to the station|for <day>]
do: [bring|carry|take|check in|pack] [a bag|liquids|my dog|two suitcases|a stroller|food|medicine|hand luggage|a bike] [|on the plane|on board|on my flight|for free|on the train]
do: [upgrade|choose|change|select] my [seat|meal|ticket|room|class]
do: [get|renew|apply for|need] a [visa|passport|travel visa|id card|driving licence|vaccine] [|to go to <city>|for japan|for brazil|before my trip]
do: [find|report|get back|track] my [lost luggage|suitcase|bag|missing baggage]
do: [plan|share|save|start] [a|my|the] [trip|route|itinerary|vacation|road trip|holiday] [|to <city>|for the family|for <day>]
do: [get|find|see|avoid] [directions|the way|the fastest route|traffic|tolls] [to the <place>|home|to <city>|to work|on the highway]
do: [check|fill|change|fix|rotate|put air in] [my|the] [tires|oil|gas tank|battery|brakes|tire pressure|engine|spare tire]
do: [schedule|book|need] [car maintenance|an oil change|a repair|a service for my car|an inspection]
do: [reserve|book|get|cancel|change] a table [|for two|for five people|at an italian restaurant|for <day>|at eight|by the window]
do: jump start [a|my] [car|battery|truck]
ask: [the|my|current] [flight status|departure time|arrival time|gate|boarding time|seat number|baggage allowance|check in time|layover|booking number|terminal|flight number]
ask: [how far|how long|how many miles|how to get|the shortest way|how long it takes] to [<city>|the <place>|work|the nearest <place>]
ask: where [the nearest|the closest|a good|a cheap] <place> is
ask: [the|a list of] [best|cheapest|top|good|nearest] [<place>s|hotels|restaurants|sights|things to do|places to visit|tourist attractions] [|in <city>|near me|around here|nearby]
ask: the [weather|forecast|temperature|chance of rain|humidity|wind] [|in <city>|for <day>|<day>|outside|right now|this week]
ask: if [it will rain|it will snow|i need an umbrella|it is cold|it is sunny|there will be a storm|i should wear a coat|it is going to be hot] [|in <city>] [|<day>]
ask: [how the traffic is|what traffic is like|if there is an accident|if the road is closed] [|on the way to work|downtown|on the highway|to the airport|in <city>]
ask: when [my flight|the next train|the last bus|the plane|the train to <city>] [leaves|lands|arrives|departs|boards]
ask: [how much gas is left|my gas mileage|how many miles per gallon i get|what type of gas i need|my tire pressure|when my oil was changed]
ask: the [time|time zone|local time|time difference] in <city>
ask: [travel alerts|vaccines needed|plug types|customs rules|safety advice|the currency|the language] for [mexico|france|india|my trip|egypt|thailand]
is: my [flight|train|bus] [was cancelled|is delayed|was overbooked|is late|has not left]
is: my [luggage|suitcase|bag|baggage] [is lost|did not arrive|was damaged|went missing|is too heavy]
is: [i missed my|i need to change my|i can not make my] [flight|connection|train|reservation|booking]
is: [my car|the engine|the truck] [will not start|is making a noise|broke down|has a flat tire|is overheating|was in an accident]
is: the [room|hotel|driver|taxi|guide] [was dirty|was rude|never came|is too noisy|was not as described|charged me too much]
say: [will|is] it [rain|raining|snow|be sunny|be hot|be cold|windy|cloudy|freezing|humid|be nice] [|in <city>] <day>
say: [what is|how is|give me|tell me] the [weather|forecast|temperature] [like |]in <city> <day>
say: [does|do] [the restaurant|mcdonalds|this place|they|the steak house] take reservations
say: how [busy|good|expensive|crowded|far] is the [<place>|restaurant downtown|museum|beach] [|right now|at noon|on weekends]
say: [are there|do you know|find me|show me] [any|some|good] [<place>s|thai restaurants|pizza places|burger joints|sushi bars|vegan restaurants|events] [near me|nearby|in <city>|open now|around here]
say: i want to [fly|travel|go] to <city> [from <city>|with my family|<day>|for a week|on a budget]
say: what is there to [do|see|visit] in <city>
say: [is it safe to|should i|can i] [travel|drive|fly] to <city>
say: how do i get from [the airport|<city>|here|my hotel] to [<city>|the centre|the station]
say: [book|get|find] [two|three|some] tickets [for|to] [<city>|the 8 am train|the concert|the game|the morning flight]
say: when [should i|do i need to] [change my oil|get my tires changed|service my car|renew my licence]
say: what [train|bus|flight|platform] [do i take|leaves|goes] [to <city>|at noon|in the morning]
`;
