/** Own-written lines for `npm run train:meanings`, in the form that meaning-trades.ts tells: banks, payments, insurance. */
export const MONEY_LINES = `
card: card|debit card|credit card|bank card|new card|old card|virtual card|prepaid card|replacement card|second card|physical card|disposable card
account: account|bank account|savings account|checking account|current account|joint account|business account
money: money|cash|funds|some money|a few hundred dollars|fifty euros|10 pounds|my savings|my salary|the balance
payment: payment|card payment|transaction|purchase|direct debit|standing order|online payment|contactless payment
transfer: transfer|bank transfer|wire transfer|international transfer|money transfer|instant transfer|deposit
country: europe|the us|spain|france|japan|another country|other countries|the uk|canada|mexico
currency: dollars|euros|pounds|yen|another currency|foreign currency|local currency|pesos|francs
method: apple pay|google pay|paypal|a cheque|a check|cash|another card|my bank account|bitcoin|my watch|my phone
proof: identity|address|source of funds|income|age
do: [activate|block|freeze|unfreeze|unblock|cancel|replace|order|get|request|use|track|register|link|add|remove|test|lock|return|renew] [my|a|the] <card>
do: [get|order|have|request] [a new|another|an extra|a second|a spare] <card> [|for my wife|for my daughter|for my partner|quickly|by express delivery]
do: [put|load|move|add|take|send|transfer|pay in|withdraw|save|receive] <money> [|to my <account>|from my <account>|to a friend|to my family|abroad|with my <card>|in <currency>]
do: top up [my|the] [<account>|balance|wallet|card] [|with <method>|by <transfer>|automatically|using <method>]
do: [cancel|stop|reverse|undo|dispute|refund|repeat|confirm|check|track|contest|delay] [a|my|this|the|that] [<payment>|<transfer>]
do: [open|close|delete|unlock|upgrade|set up|verify|access|check] [a|my|an|another] <account> [|online|in the app|for my child|for my business|today]
do: [change|reset|unblock|see|remember|forget|choose|pick] my [pin|pin code|passcode|password|security code|login details|secret word]
do: [change|update|edit|correct] my [address|phone number|name|email|personal details|date of birth|last name|details]
do: [prove|verify|confirm|check] my <proof> [|with a passport|with a photo|again|in the app|without a passport]
do: [change|exchange|convert|hold|keep|buy|sell|trade|swap] [my money|funds|euros|pounds|dollars|money] [|into|for|to] <currency>
do: [withdraw|take out|get] [cash|money] [|at a cash machine|from an atm|abroad|at the counter|in <country>]
do: [pay|settle|clear|check|schedule|see] my [credit card|water|phone|electricity|gas|internet|visa] bill [|online|early|with my savings|today|from checking]
do: [apply for|get|pay off|refinance|qualify for|ask for|be approved for] a [loan|mortgage|car loan|student loan|credit card|overdraft|credit increase]
do: [raise|increase|lower|check|find out] my [credit limit|credit score|spending limit|withdrawal limit|daily limit|credit rating]
do: [deposit|cash|write|order|send|pay in] [a|my|some] [check|cheque|checks|paycheck|money order]
do: [report|flag|dispute] [a stolen card|fraud|a lost card|a strange charge|an unknown payment|theft|a suspicious transaction|fraudulent activity|identity theft]
do: [roll over|move|add to|check|withdraw from] my [retirement account|pension|ira|savings plan|investments|stocks]
do: [file|do|check|submit|amend] my [taxes|tax return|tax form|income tax]
do: [file|make|submit|follow|track] [a|an|my] [insurance claim|claim|claim for the accident|claim for water damage]
do: [cancel|renew|change|get|buy|compare] [my|an|a|the] [insurance|car insurance|insurance policy|health plan|travel insurance|life insurance|home cover]
do: [split|share|divide] the [bill|cost|payment|rent] [|with friends|between us|equally]
do: link my [bank|<card>|<account>] to [the app|<method>|my profile|my account]
ask: [the|your|my] [exchange rate|interest rate|withdrawal limit|daily limit|transfer fee|foreign fee|annual fee|monthly fee|routing number|account number|iban|sort code|swift code|minimum payment|due date|balance|credit limit|apr]
ask: [the balance of|how much is in|how much money is left in|how much i have in] my <account>
ask: how much i [spent|paid|earned|saved|owe] [last week|this month|on groceries|on food|on gas|since january|on my card|in taxes|on travel]
ask: [the|any] [fee|fees|charge|charges|cost|limit|limits] [for|on|when] [using my card abroad|a <transfer>|topping up|cash withdrawals|changing currency|card payments|<payment>s in <currency>]
ask: which [currencies|countries|cards|banks|stores|cash machines|atms] [you support|i can use|are accepted|take my card|work with you|you accept]
ask: when my [<card>|<transfer>|<payment>|refund|paycheck|salary|statement|<money>] will [arrive|be here|go through|come|clear|show up|be processed]
ask: where my [<card>|<transfer>|<payment>|refund|paycheck|money|cash] is
ask: why my [<card>|<transfer>|<payment>|refund|top up|identity check] [was declined|failed|is pending|did not work|was rejected|was reversed|has not arrived|takes so long|was returned|did not go through|got cancelled]
ask: [how old you must be|what documents i need|who is allowed|if i am old enough] to open an <account>
ask: [my|the] [last|recent|latest|biggest|pending] [transactions|payments|purchases|charges|transfer|deposit|withdrawals]
ask: the [status|progress|details|date|amount] of my [<transfer>|<payment>|refund|loan|claim|application|card delivery]
ask: the [benefits|rewards|coverage|premium|deductible|price|cost|terms] of [my insurance|the <card>|the health plan|this policy|the premium plan]
ask: my [rewards balance|points|cash back|credit score|net worth|spending history|income|tax bracket|w2|pay stub|bill]
is: my <card> [was declined|was stolen|is lost|has not arrived|has expired|is about to expire|does not work|is broken|is damaged|got stuck in the machine|was swallowed by the atm|is blocked|is still not here|was rejected at the store|is compromised|is missing]
is: my [<payment>|<transfer>|top up|cash withdrawal|refund] [is still pending|failed|was declined|has not arrived|was reverted|was cancelled|did not go through|is not showing|is missing|is taking too long|never arrived|disappeared|was returned]
is: [i was|i have been|i got|my account was] charged [twice|an extra fee|too much|a fee for a <transfer>|for a cash withdrawal|an extra pound|for something i did not buy|the wrong amount|double|without warning|a commission]
is: the [exchange rate|rate|amount|conversion|price] [is wrong|was bad|is not what i saw|was not right for my <payment>|applied for my purchase was wrong|is too low]
is: the [atm|cash machine|machine] [gave me the wrong amount|kept my card|gave less cash than i asked for|took my card|charged me|did not give me money|only gave me part of the cash]
is: there is a [<payment>|charge|fee|withdrawal|direct debit|transfer] [i do not recognize|that is not mine|i did not make|i never approved|on my statement that i do not know|i did not authorize|that looks strange]
is: my [identity|passcode|pin|phone number|login|<transfer>] [can not be verified|is not accepted|was rejected|is blocked|does not work]
is: [someone|a stranger|a thief|somebody] [has used my card|took my wallet|got my details|has access to my account|stole my card|knows my pin|made a payment with my card]
is: my balance [has not changed|is wrong|did not update|is lower than it should be|has not gone up] [|after a <transfer>|after a deposit|after i paid in a cheque|yet]
is: i [lost|can not find|have forgotten|misplaced|left behind] my [<card>|phone|pin|passcode|wallet|password|bank details]
is: i [sent|transferred|paid] money to the wrong [account|person|number]
is: my [contactless|chip|online banking|mobile banking|apple pay|google pay] [is not working|does not work|stopped working|failed]
is: i [received|got] [less money than expected|the wrong amount|a refund that is not mine|no confirmation|a letter from the bank|too little cash]
say: [will|does|can|is] my <card> [work|be accepted|be used|arrive] in <country>?
say: [is|are] there [a fee|charges|extra costs|a limit|any fees] [for|on] [exchanging money|<transfer>s|using a <card>|topping up|atm withdrawals|a <payment> in <currency>]
say: [what|which] [is the exchange rate|rate do you use|is the rate] [for|between|from] [dollars|euros|pounds] [to|and|into] [yen|dollars|pesos|pounds|euros]
say: how [long|many days] [does|will|should] [a <transfer>|my refund|a cheque|the money|a <card>|delivery of my <card>|a payment] take [|to arrive|to clear|from abroad|to <country>|to show up]
say: [do|can] you [accept|take|support|use|hold] [<method>|american express|<currency>|visa or mastercard|crypto|cards from <country>]
say: [why|how come] [was|is|has] my [<payment>|<card>|<transfer>|<account>] [declined|blocked|frozen|not here|pending|on hold|closed|cancelled|locked]
say: where did [my|this|that] [money|payment|fee|charge|salary|transfer] [come from|go]
say: when [is|will] my [bill|credit card payment|rent|loan payment|next payment|paycheck|tax refund] [due|come|arrive|be paid]
say: [is|are] my [money|savings|details|account] safe [|with you|in your bank]
say: i [am going|will be travelling|am moving] to <country> [tell my bank|please notify the bank|will my card work]
say: what does [apr|iban|overdraft|deductible|compound interest|escrow|a pending transaction|a sort code] mean
`;
