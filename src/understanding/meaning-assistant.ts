/** Own-written lines for `npm run train:meanings`, in the form that meaning-trades.ts tells: what people say to an assistant, small talk. */
export const ASSISTANT_LINES = `
when: tomorrow|at 7 am|at noon|for monday|on friday at three|tonight|next week|in ten minutes|every day|for the weekend|at half past six|later today|in an hour|next tuesday
person: my mom|john|my brother|sarah|my wife|my boss|dad|anna|my friend|the team|my sister
music: jazz|rock|the beatles|some music|my playlist|a song|pop songs|classical music|this album|the radio|my favourite band|relaxing music|hip hop|a song by queen|christmas songs
food: pizza|pasta|chicken|soup|a cake|chili|lasagna|pancakes|sushi|curry|a salad|rice|steak|tacos|eggs|bread|cookies|salmon|a burger
list: shopping list|to do list|grocery list|list|task list|packing list|wish list
item: milk|eggs|bread|batteries|call the bank|clean the car|paper towels|onions|walk the dog|laundry|pay rent
event: meeting|birthday|party|dentist appointment|lunch with <person>|concert|wedding|class|dinner|call|game
do: [set|make|cancel|delete|turn off|snooze|change|create|stop|remove] [an|my|the|all] [alarm|alarms|timer|reminder|wake up call] [|<when>|for work]
do: [wake me up|remind me|alert me|ping me] [<when>|early|about the <event>|to <item>|before the <event>]
do: [add|put|write|take|remove|delete|erase|cross off] <item> [to|on|from|off] my <list>
do: [create|start|make|clear|read|open|delete|check|show] [a|my|the] [new|] <list>
do: [add|put|create|delete|move|cancel|schedule|clear|check|change] [a|the|my] <event> [on|in|from|to] my calendar [|<when>]
do: [play|put on|start|shuffle|queue|skip|repeat|pause|find|resume] [<music>|this song|the next song|my favourite song|the last episode]
do: [play|start|continue|pause|download|resume] [the|a|my] [podcast|audiobook|next episode|radio station|news show|book|game|chess|movie]
do: [save|like|add|remember|rate] [this song|this track|the band|this music] [|to my playlist|as my favourite]
do: [send|write|read|reply to|check|delete|forward] [an|my|the|any new] [email|emails|message|text|mail] [|from <person>|to <person>|about the <event>]
do: [post|tweet|share|publish|upload] [a photo|this|a status|a message|a complaint|my location] [|on facebook|on twitter|to instagram]
do: [order|get|find|buy|deliver] [me|] [<food>|takeaway|food|delivery|chinese food|a coffee|dinner] [|from the italian place|for two|for tonight|near me]
do: [cook|make|bake|prepare|fry|boil|grill|reheat] <food> [|for six people|without eggs|in the oven|for dinner]
do: [translate|say|spell|pronounce] [hello|good morning|thank you|where is the toilet|this sentence|goodbye|i love you] [in|into|to] [spanish|french|german|italian|japanese|chinese]
do: [tell me|sing|make up|read me] [a joke|a story|something funny|a fun fact|a poem|a riddle|the news|a song|some trivia]
do: [flip a coin|roll the dice|roll two dice|pick a number|choose a number between one and ten|toss a coin]
do: [calculate|work out|convert|compute] [a tip|the square root of nine|ten miles in kilometres|cups to ounces|a percentage|euros to dollars|five plus six]
do: [look up|define|search for|google|find] [a word|the meaning of irony|the definition of love|pictures of cats|the capital of peru|facts about space|information on einstein]
do: [substitute|replace|swap] [butter|sugar|eggs|milk|flour|cream] [|with oil|with honey|in a recipe|by something vegan]
ask: [the|today's|the latest|some] [news|headlines|sports scores|stock prices|election results|news about football|football scores|traffic news]
ask: [the|what] [time|date|day] [it is|is it|is today|of the month]
ask: what is on my [calendar|schedule|<list>|agenda|plate] [|<when>]
ask: if i have [any|] [meetings|alarms|reminders|new emails|messages|appointments|events|plans] [|<when>|from <person>|set]
ask: the [recipe|ingredients|calories|cooking time|nutrition|carbs|fat|best way to cook|shelf life] [for|of|in] <food>
ask: how [long to cook|to make|many calories are in|to cook|healthy is|to season|much salt goes into|long i can keep] <food>
ask: [who sings|the name of|the title of|the artist of|what album has|who wrote] [this song|the song that is playing|this track|this tune]
ask: [how old|how tall|how rich|where|who|when was] [the president|brad pitt|shakespeare|obama|the queen|taylor swift|the pope] [is|was born|lives]
ask: [the population|the capital|the size|the height|the distance|the age|the history|the price] of [france|mount everest|the moon|tesla stock|brazil|the earth|gold|apple shares|rome]
ask: the price of [apple stock|google shares|gold|bitcoin|oil|microsoft]
ask: [what movies are playing|when the concert is|events near me|what to watch|a good movie|the showtimes|which shows are in town|what is happening in the city]
ask: the [meaning|definition|spelling|synonym|opposite] of [the word|] [charisma|ubiquitous|happy|necessary|irony|beautiful|freedom]
ask: when [is|] [christmas|easter|thanksgiving|the next holiday|my birthday|mother's day|the sunset|<person>'s birthday]
ask: the phone number of [<person>|the pizza place|the doctor|the nearest pharmacy]
is: [i am bored|i am sad|i am happy|i had a bad day|i feel lonely|i am tired|i am angry|i am so excited|i am in a good mood|life is hard]
is: [i like|i love|i hate|i enjoy|i prefer|i do not like] [this song|<music>|<food>|that movie|this band|rainy days]
is: [that is wrong|that is not what i meant|you misunderstood me|you got it right|that was a good answer|this is not correct|that is exactly right]
say: [what is|who are|how old are|where are|what are] [your name|you|you from|your hobbies|your parents|you made of|you doing|your job]
say: [are you|do you] [a robot|real|human|a bot|have pets|dream|like people|have feelings|a person|speak spanish|listening]
say: who [made|created|built|designed|programmed|do you work for|owns] you
say: what can [you do|i ask you|you help with|this app do]
say: [hi|hello|hey|good morning|good evening|good night|how are you|what is up|nice to meet you|see you later|goodbye|bye|thanks|thank you very much|thanks for your help|great job|well done]
say: [yes|no|maybe|i am not sure|that is right|correct|of course|never mind|i do not know|absolutely not|sure|sounds good|forget it|stop|cancel that|say that again|repeat please|wait]
say: [what did you say|can you repeat that|come again|i did not hear you|pardon|start over|go back|try again|confirm that please|is that right|are you sure]
say: [you are] [great|useless|stupid|smart|funny|awesome|annoying|the best|amazing]
say: [call me|my name is|change my name to|refer to me as|what is my name] [bob|anna|the boss|captain|lisa]
say: [change|switch|use|speak] [to|in|] [spanish|english|french|a male voice|a british accent|another language]
say: [what is the meaning of life|what is love|do aliens exist|why is the sky blue|how far is the moon|how do planes fly]
say: [i need|i want|find|suggest|recommend] [a recipe for|a place for|some] <food>
say: [what should|what can] i [cook|eat|make for dinner|watch|listen to|wear|do] [|today|tonight|this weekend]
say: [who|what team] [won|is winning|plays|scored|lost] [the game|last night|the world cup|on sunday|the election]
say: [is my|was my|when is my] <event> [<when>|confirmed|cancelled|today|still on]
say: what time [does|is] [the <event>|the movie|the sunset|my alarm|the concert] [|start|set for|today]
`;
