/** Own-written lines for `npm run train:meanings`, in the form that meaning-trades.ts tells: home, devices, networks, work, health. */
export const HOME_LINES = `
room: kitchen|bedroom|living room|bathroom|hall|garage|office|house|upstairs|basement|porch
device: light|lights|lamp|tv|heater|fan|air conditioner|vacuum|robot vacuum|coffee maker|coffee machine|oven|thermostat|speaker|plug|socket|dishwasher|alarm system|curtains
net: internet|wifi|network|router|modem|broadband|signal|mobile data|connection|hotspot
line: phone|sim card|phone number|contract|phone plan|data plan|landline|mobile number|voicemail
bill: bill|electricity bill|gas bill|water bill|phone bill|invoice|meter reading|tariff|rent
doctor: doctor|dentist|vet|therapist|physiotherapist|eye doctor|nurse|clinic
job: manager|boss|team|human resources|colleague|office
do: turn [on|off|up|down] the <device> [|in the <room>|please|now|at ten|for me]
do: [dim|brighten|switch on|switch off|change|lower] the [lights|lamp|light colour|brightness] [|in the <room>|to blue|to half|a bit|to red|to green]
do: [start|stop|run|clean with|charge|pause|schedule] the [vacuum|robot|vacuum cleaner|washing machine|dryer|coffee machine|dishwasher] [|in the <room>|now|at noon]
do: [set|raise|lower|change] the [temperature|thermostat|heating|volume|brightness] [|to 20 degrees|to seventy|a little|in the <room>|for the night]
do: [make|brew|prepare] [me|] a [coffee|cup of coffee|espresso|tea] [|now|at seven]
do: [lock|unlock|open|close|check] the [door|front door|window|garage|gate|blinds]
do: [turn up|turn down|mute|raise|lower|increase|decrease|unmute|set] the [volume|sound|speakers|music] [|to five|a bit|please|to max|by ten percent]
do: [reset|restart|fix|connect to|set up|install|secure|check] [my|the] <net>
do: [change|cancel|upgrade|keep|transfer|port|activate|renew] my <line>
do: [pay|see|question|dispute|get a copy of|lower|split] my <bill>
do: [report|fix] a [power cut|gas leak|water leak|fault|blocked drain|outage|broken boiler|broken window]
do: [find|locate|ring|call] my [phone|keys|lost phone|mobile]
do: [sync|pair|update|charge|back up|restore|reboot|unlock|reset|clean] my [phone|laptop|tablet|watch|printer|headphones|computer|console]
do: [change|reset|recover|forget] my [password|username|wifi password|language|name|settings|voice|accent|wake word]
do: [move|end|cancel|sign|renew] my [lease|contract|rental|tenancy]
do: [call|text|message|email|ring|write to|dial] [my mom|john|my brother|sarah|my wife|the <doctor>|my <job>|the office|dad|a friend]
do: [request|take|ask for|check|book|get approved for] [time off|vacation days|holiday|sick leave|pto|leave|a day off] [|next week|in may|from monday|for my wedding]
do: [schedule|set up|cancel|move|arrange|book|accept|join] [a|the|my] [meeting|call|interview|conference room|conference call|appointment] [|with my <job>|for tomorrow|at three|with the <doctor>|next week]
do: [see|visit|call|find] a <doctor> [|today|near me|for my back|this week]
do: [refill|renew|order|get|pick up] my [prescription|medicine|pills|contact lenses]
do: [lose weight|stop smoking|sleep better|eat healthier|count calories|lower my blood pressure]
do: [enrol|sign up|register|apply] [in|for] [a course|a class|college|the exam|school|lessons]
ask: [how much|how many days of] [vacation|pto|leave|holiday|time off] i have [|left|used|earned this year|taken]
ask: when [i get paid|payday is|my next paycheck comes|my shift starts|the meeting is|my contract ends|the holidays are]
ask: [my|the] [schedule|meetings|work hours|pay|salary|to do list|tax form|health benefits|retirement plan] [|for today|this week|this month]
ask: why my [<net>|<bill>|<device>|phone|power] is so [slow|high|loud|weak|expensive|hot|low]
ask: [my|the] [wifi password|data usage|phone number|network name|battery level|storage left|ip address|meter number]
ask: the [symptoms|treatment|cause|cure] [of|for] [a cold|the flu|a headache|allergies|back pain|fever]
ask: the [status|time] of my [appointment|application|repair|vacation request|leave request|installation]
ask: [the speed of my|the outage in my|the coverage in my] [<net>|area|street|town]
ask: who [is on my team|my <job> is|is in the meeting|called me|lives upstairs|my provider is]
is: my [<net>|phone|laptop|<device>|boiler|power|heating] [is not working|keeps dropping|is down|is broken|is out|went off|is very slow|makes a strange noise|does not turn on|is leaking]
is: i [have no|can not get any|lost my|keep losing the] [signal|internet|hot water|power|electricity|water|heating|data]
is: my [<bill>|rent|plan] [is too high|is wrong|doubled|went up|was paid twice|is overdue]
is: my [head|back|tooth|throat|stomach|leg] hurts
is: i [feel sick|have a fever|can not sleep|am pregnant|broke my arm|cut my finger|have a cough]
is: the [technician|engineer|plumber|mover|cleaner|landlord] [did not come|is late|did not fix it|was great|left a mess]
is: i [can not log in|am locked out|get an error|forgot my password|never got the code|can not connect]
is: it is [too bright|too dark|too loud|too quiet|too hot|too cold|freezing|too warm|stuffy] in here
say: [turn|switch] [the|all the|every] [lights|light|<device>] [on|off] [|in the <room>]
say: [make it|i want it] [brighter|darker|warmer|cooler|louder|quieter|softer] [|in the <room>|please|in here]
say: [no more|stop the|kill the|shut off the] [lights|light|sound|music|vacuum|noise] [|in the <room>]
say: [be quiet|speak louder|speak slower|talk faster|mute yourself|stop talking|shut up|lower your voice]
say: [is|are] the [lights|<device>|door|oven|heating] [on|off|open|locked|still on]
say: [is there|are you aware of] [an outage|a power cut|maintenance|a problem with the <net>] [|in my area|today|near me]
say: how [healthy|bad|good] is [running|coffee|sugar|yoga|chocolate|red meat] [|for me|for the heart]
say: when [is|will] my [next day off|rent due|lease up|doctor's appointment|vacation|appointment with the <doctor>]
say: has my [vacation|leave|time off|request] been [approved|accepted|denied|granted]
`;
