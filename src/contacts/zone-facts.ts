/**
 * Where a number may be: facts of the numbering plans and of the IANA zone database. Zones whose clocks agree all year
 * are named by one of them.
 */

/** North American area codes. An area that lies in several zones stands under all of them. */
export const ZONES_OF_AREA: ReadonlyMap<string, readonly string[]> = byArea({
  'America/New_York': areas(
    '201 202 203 207 212 215 216 220 223 226 227 229 231 234 239 240 242 248 249 252 260 263 267 269',
    '272 276 283 289 301 302 304 305 313 315 317 321 324 326 329 330 332 336 339 343 347 351 352 354',
    '363 365 380 382 386 401 404 407 410 412 413 416 419 434 436 438 440 443 445 450 463 468 470 472',
    '475 478 484 502 508 513 514 516 517 518 519 540 548 551 561 567 570 571 579 582 585 586 603 607',
    '609 610 613 614 616 617 624 631 640 645 646 647 649 656 667 678 679 680 681 683 686 689 703 704',
    '705 706 716 717 718 724 727 728 732 734 740 742 743 753 754 757 762 765 770 771 772 774 781 786',
    '802 803 804 810 813 814 819 821 826 828 835 838 839 843 845 848 854 856 857 859 860 862 863 864',
    '865 873 878 904 905 908 910 912 914 917 919 929 934 937 941 942 943 947 948 954 959 973 978 980',
    '984 989',
  ),
  'America/Chicago': areas(
    '204 205 210 214 217 218 224 225 228 235 251 254 256 262 281 309 312 314 316 318 319 320 325 331',
    '334 337 346 353 361 402 405 409 414 417 430 431 432 437 447 457 464 469 479 501 504 507 512 515',
    '531 534 539 557 563 572 573 580 584 601 608 612 615 618 629 630 636 641 651 659 660 662 682 708',
    '712 713 715 726 730 731 737 763 769 773 779 806 815 816 817 830 832 847 861 870 872 901 903 913',
    '918 920 931 936 938 940 945 952 956 972 975 979 985',
  ),
  'America/Los_Angeles': areas(
    '206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 503 509 510 530 559 562 564 604',
    '619 626 628 650 657 661 669 702 707 714 725 738 747 760 805 818 820 831 837 840 858 909 916 925',
    '949 951 971',
  ),
  'America/Denver': areas('303 307 368 385 403 406 435 505 575 587 719 720 748 780 801 825 915 970 983'),
  'America/Puerto_Rico': areas('246 264 268 284 340 473 664 721 758 767 784 787 809 829 849 868 869 939'),
  'America/Chicago America/New_York': areas('219 270 364 423 448 574 606 729 807 812 850 906 930'),
  'America/Denver America/Los_Angeles': areas('208 236 250 458 541 672 775 778 986'),
  'America/Chicago America/Denver': areas('308 605 620 701 785'),
  'America/Halifax': areas('428 441 506 782 902'),
  'America/Denver America/Phoenix': areas('480 520 602 928'),
  'America/Regina': areas('306 474 639'),
  'America/Jamaica': areas('345 658 876'),
  'America/Halifax America/New_York': areas('367 418 581'),
  'Pacific/Guam': areas('670 671'),
  'America/Halifax America/St_Johns': areas('709 879'),
  'America/Phoenix': areas('623'),
  'Pacific/Pago_Pago': areas('684'),
  'Pacific/Honolulu': areas('808'),
  'America/Chicago America/Denver America/Los_Angeles America/New_York America/Phoenix': areas('867'),
  'America/Adak America/Anchorage': areas('907'),
});

/** ISO 3166-1 alpha-2 -> zones. */
export const ZONES_OF_COUNTRY: ReadonlyMap<string, readonly string[]> = byCountry(
  'AD Europe/Andorra|AE Asia/Dubai|AF Asia/Kabul|AG America/Antigua|AI America/Anguilla|AL Europe/Tirane',
  'AM Asia/Yerevan|AO Africa/Luanda|AR America/Argentina/Buenos_Aires|AS Pacific/Pago_Pago|AT Europe/Vienna',
  'AU Australia/Sydney Australia/Lord_Howe Australia/Broken_Hill Australia/Brisbane Australia/Darwin Australia/Perth Australia/Eucla',
  'AW America/Aruba|AX Europe/Mariehamn|AZ Asia/Baku|BA Europe/Sarajevo|BB America/Barbados|BD Asia/Dhaka',
  'BE Europe/Brussels|BF Africa/Ouagadougou|BG Europe/Sofia|BH Asia/Bahrain|BI Africa/Bujumbura',
  'BJ Africa/Porto-Novo|BL America/St_Barthelemy|BM Atlantic/Bermuda|BN Asia/Brunei|BO America/La_Paz',
  'BQ America/Kralendijk|BR America/Sao_Paulo America/Noronha America/Campo_Grande America/Eirunepe',
  'BS America/Nassau|BT Asia/Thimphu|BW Africa/Gaborone|BY Europe/Minsk|BZ America/Belize',
  'CA America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Halifax America/St_Johns America/Regina America/Whitehorse America/Atikokan America/Blanc-Sablon',
  'CC Indian/Cocos|CD Africa/Kinshasa Africa/Lubumbashi|CF Africa/Bangui|CG Africa/Brazzaville',
  'CH Europe/Zurich|CI Africa/Abidjan|CK Pacific/Rarotonga',
  'CL America/Santiago America/Coyhaique Pacific/Easter|CM Africa/Douala|CN Asia/Shanghai Asia/Urumqi',
  'CO America/Bogota|CR America/Costa_Rica|CU America/Havana|CV Atlantic/Cape_Verde|CW America/Curacao',
  'CX Indian/Christmas|CY Asia/Nicosia|CZ Europe/Prague|DE Europe/Berlin|DJ Africa/Djibouti',
  'DK Europe/Copenhagen|DM America/Dominica|DO America/Santo_Domingo|DZ Africa/Algiers',
  'EC America/Guayaquil Pacific/Galapagos|EE Europe/Tallinn|EG Africa/Cairo|EH Africa/El_Aaiun',
  'ER Africa/Asmara|ES Europe/Madrid Atlantic/Canary|ET Africa/Addis_Ababa|FI Europe/Helsinki',
  'FJ Pacific/Fiji|FK Atlantic/Stanley|FM Pacific/Chuuk Pacific/Pohnpei|FO Atlantic/Faroe|FR Europe/Paris',
  'GA Africa/Libreville|GB Europe/London|GD America/Grenada|GE Asia/Tbilisi|GF America/Cayenne',
  'GG Europe/Guernsey|GH Africa/Accra|GI Europe/Gibraltar',
  'GL America/Nuuk America/Danmarkshavn America/Thule|GM Africa/Banjul|GN Africa/Conakry',
  'GP America/Guadeloupe|GQ Africa/Malabo|GR Europe/Athens|GT America/Guatemala|GU Pacific/Guam',
  'GW Africa/Bissau|GY America/Guyana|HK Asia/Hong_Kong|HN America/Tegucigalpa|HR Europe/Zagreb',
  'HT America/Port-au-Prince|HU Europe/Budapest|ID Asia/Jakarta Asia/Makassar Asia/Jayapura',
  'IE Europe/Dublin|IL Asia/Jerusalem|IM Europe/Isle_of_Man|IN Asia/Kolkata|IO Indian/Chagos',
  'IQ Asia/Baghdad|IR Asia/Tehran|IS Atlantic/Reykjavik|IT Europe/Rome|JE Europe/Jersey|JM America/Jamaica',
  'JO Asia/Amman|JP Asia/Tokyo|KE Africa/Nairobi|KG Asia/Bishkek|KH Asia/Phnom_Penh',
  'KI Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati|KM Indian/Comoro|KN America/St_Kitts',
  'KP Asia/Pyongyang|KR Asia/Seoul|KW Asia/Kuwait|KY America/Cayman|KZ Asia/Almaty|LA Asia/Vientiane',
  'LB Asia/Beirut|LC America/St_Lucia|LI Europe/Vaduz|LK Asia/Colombo|LR Africa/Monrovia|LS Africa/Maseru',
  'LT Europe/Vilnius|LU Europe/Luxembourg|LV Europe/Riga|LY Africa/Tripoli|MA Africa/Casablanca',
  'MC Europe/Monaco|MD Europe/Chisinau|ME Europe/Podgorica|MF America/Marigot|MG Indian/Antananarivo',
  'MH Pacific/Majuro|MK Europe/Skopje|ML Africa/Bamako|MM Asia/Yangon|MN Asia/Ulaanbaatar Asia/Hovd',
  'MO Asia/Macau|MP Pacific/Saipan|MQ America/Martinique|MR Africa/Nouakchott|MS America/Montserrat',
  'MT Europe/Malta|MU Indian/Mauritius|MV Indian/Maldives|MW Africa/Blantyre',
  'MX America/Mexico_City America/Cancun America/Matamoros America/Ciudad_Juarez America/Mazatlan America/Tijuana',
  'MY Asia/Kuala_Lumpur|MZ Africa/Maputo|NA Africa/Windhoek|NC Pacific/Noumea|NE Africa/Niamey',
  'NF Pacific/Norfolk|NG Africa/Lagos|NI America/Managua|NL Europe/Amsterdam|NO Europe/Oslo',
  'NP Asia/Kathmandu|NR Pacific/Nauru|NU Pacific/Niue|NZ Pacific/Auckland Pacific/Chatham|OM Asia/Muscat',
  'PA America/Panama|PE America/Lima|PF Pacific/Tahiti Pacific/Marquesas Pacific/Gambier',
  'PG Pacific/Port_Moresby Pacific/Bougainville|PH Asia/Manila|PK Asia/Karachi|PL Europe/Warsaw',
  'PM America/Miquelon|PN Pacific/Pitcairn|PR America/Puerto_Rico|PS Asia/Gaza',
  'PT Europe/Lisbon Atlantic/Azores|PW Pacific/Palau|PY America/Asuncion|QA Asia/Qatar|RE Indian/Reunion',
  'RO Europe/Bucharest|RS Europe/Belgrade',
  'RU Europe/Moscow Europe/Kaliningrad Europe/Astrakhan Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk Asia/Chita Asia/Vladivostok Asia/Magadan Asia/Kamchatka',
  'UA Europe/Simferopol Europe/Kyiv|RW Africa/Kigali|SA Asia/Riyadh|SB Pacific/Guadalcanal|SC Indian/Mahe',
  'SD Africa/Khartoum|SE Europe/Stockholm|SG Asia/Singapore|SH Atlantic/St_Helena|SI Europe/Ljubljana',
  'SJ Arctic/Longyearbyen|SK Europe/Bratislava|SL Africa/Freetown|SM Europe/San_Marino|SN Africa/Dakar',
  'SO Africa/Mogadishu|SR America/Paramaribo|SS Africa/Juba|ST Africa/Sao_Tome|SV America/El_Salvador',
  'SX America/Lower_Princes|SY Asia/Damascus|SZ Africa/Mbabane|TC America/Grand_Turk|TD Africa/Ndjamena',
  'TG Africa/Lome|TH Asia/Bangkok|TJ Asia/Dushanbe|TK Pacific/Fakaofo|TL Asia/Dili|TM Asia/Ashgabat',
  'TN Africa/Tunis|TO Pacific/Tongatapu|TR Europe/Istanbul|TT America/Port_of_Spain|TV Pacific/Funafuti',
  'TW Asia/Taipei|TZ Africa/Dar_es_Salaam|UG Africa/Kampala',
  'US America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu America/Adak',
  'UY America/Montevideo|UZ Asia/Samarkand|VA Europe/Vatican|VC America/St_Vincent|VE America/Caracas',
  'VG America/Tortola|VI America/St_Thomas|VN Asia/Ho_Chi_Minh|VU Pacific/Efate|WF Pacific/Wallis',
  'WS Pacific/Apia|YE Asia/Aden|YT Indian/Mayotte|ZA Africa/Johannesburg|ZM Africa/Lusaka|ZW Africa/Harare',
);

function areas(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

function byArea(areasOfZones: Readonly<Record<string, readonly string[]>>): Map<string, readonly string[]> {
  return new Map(
    Object.entries(areasOfZones).flatMap(([zones, codes]) =>
      codes.map((code): [string, readonly string[]] => [code, zones.split(' ')]),
    ),
  );
}

function byCountry(...lines: string[]): Map<string, readonly string[]> {
  return new Map(
    lines
      .flatMap((line) => line.split('|'))
      .map((entry): [string, readonly string[]] => [entry.slice(0, 2), entry.slice(3).split(' ')]),
  );
}
