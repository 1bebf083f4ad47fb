"""Made-up names of customers and suppliers, of each company's home first."""

_CUSTOMERS = [
    "恒岳 Hengyue",
    "锦澜 Jinlan",
    "拓峦 Tuoluan",
    "昱川 Yuchuan",
    "澄启 Chengqi",
    "砺航 Lihang",
    "岚泽 Lanze",
    "朔原 Shuoyuan",
    "翊城 Yicheng",
    "霁峰 Jifeng",
    "沐江 Mujiang",
    "鼎汐 Dingxi",
    "凌渡 Lingdu",
    "穗丰 Suifeng",
]
_CUSTOMERS_ABROAD = [
    "Harrowgate",
    "Bellmere",
    "Castrano",
    "Dunvale",
    "Eskridge",
    "Fennmark",
    "Galdoro",
    "Holtbury",
    "Iversund",
    "Jarrowby",
    "Kestwick",
    "Lomarra",
]
_CUSTOMERS_TRADES = ["重工 Heavy Industry", "矿业 Mining", "电力 Power", "港机 Port Machinery", "建设 Construction"]
_CUSTOMERS_TRADES_ABROAD = ["Mining Ltd.", "Port Services Inc.", "Energy GmbH", "Infrastructure S.A."]

_SUPPLIERS = [
    "铭钢 Minggang",
    "驰锐 Chirui",
    "宏铸 Hongzhu",
    "嘉泵 Jiabeng",
    "卓缆 Zhuolan",
    "坤液 Kunye",
    "瑞传 Ruichuan",
    "博轴 Bozhou",
]
_SUPPLIERS_TRADES = ["钢构 Steel Structures", "机电 Electromechanics", "物流 Logistics"]
_SUPPLIERS_ABROAD = ["Northquay", "Ostermund", "Pellworth", "Quillan", "Rosvik", "Stenmark", "Tarlow"]
_SUPPLIERS_TRADES_ABROAD = ["Hydraulics GmbH", "Freight Lines Inc."]


def _names(firsts: list[str], trades: list[str], abroad: list[str], trades_abroad: list[str]) -> list[str]:
    chinese = [
        f"{first.split()[0]}{trade.split()[0]}有限公司 {first.split()[1]} {trade.split(' ', 1)[1]} Co., Ltd."
        for trade in trades
        for first in firsts
    ]
    return chinese + [f"{first} {trade}" for trade in trades_abroad for first in abroad]


CUSTOMER_NAMES = _names(_CUSTOMERS, _CUSTOMERS_TRADES, _CUSTOMERS_ABROAD, _CUSTOMERS_TRADES_ABROAD)
SUPPLIER_NAMES = _names(_SUPPLIERS, _SUPPLIERS_TRADES, _SUPPLIERS_ABROAD, _SUPPLIERS_TRADES_ABROAD)
