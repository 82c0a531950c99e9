// Package batch makes batches of reports with known defects, to try out the rules that
// compare reports. What it makes depends on the seed and on nothing else.
package batch

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
)

// Defect is a defect that was put into a report: a rule must find it.
type Defect struct {
	// Path is the file, below the folder of the batch, and Key the place in it.
	Path, Rule, Key string
	// Severity is that of the finding.
	Severity string
}

// The years of the reports, and the organs of a county.
const (
	firstYear, lastYear = 2021, 2025
	years               = lastYear - firstYear + 1
	organsOfCounty      = 40
	listedUnits         = 32
)

// Columns and rows of the tables.
const (
	columns     = 7
	totalColumn = columns - 1
	rowNew      = 0
	rowIn       = 1
	firstResult = 2
	lastResult  = 22
	rowMisc     = lastResult
	rowDone     = 23
	rowOut      = 24
	rows        = 25
	disputes    = 15
)

// figures are those of a report.
type figures struct {
	applications [rows][columns]int
	disputes     [disputes]int
	// documents are issued, repealed, in force.
	documents [3]int
	// decisions are licences, penalties, coercive measures.
	decisions [3]int
	// fee is in units of a ten thousandth.
	fee int
}

func (f *figures) add(o *figures) {
	for r := range f.applications {
		for c := range f.applications[r] {
			f.applications[r][c] += o.applications[r][c]
		}
	}
	for i := range f.disputes {
		f.disputes[i] += o.disputes[i]
	}
	for i := range f.documents {
		f.documents[i] += o.documents[i]
	}
	for i := range f.decisions {
		f.decisions[i] += o.decisions[i]
	}
	f.fee += o.fee
}

// receive adds so many applications of the first kind, all of them granted.
func (f *figures) receive(row, n int) {
	for _, r := range []int{row, firstResult, rowDone} {
		f.applications[r][0] += n
		f.applications[r][totalColumn] += n
	}
}

// organ is an organ with its reports.
type organ struct {
	name, short, file string
	reports           [years]*reported
}

// reported is a report before it is written.
type reported struct {
	figures
	path, name         string
	year               int
	overview           []string
	problems, measures []string
	// withoutOther leaves out the last section, absent the report.
	withoutOther, absent bool
	// taken says that the report, or one that depends on it, has a defect already.
	taken bool
}

type county struct {
	name          string
	government    *organ
	listed, apart []*organ
	// officeListed says that the configuration lists units under an office.
	officeListed bool
}

type maker struct {
	random   *rand.Rand
	folder   string
	template []string
	counties []*county
	defects  []Defect
}

// Make writes so many reports, a multiple of 200, to a folder, with a configuration, and
// returns the defects in them. template is the model report of the form.
func Make(folder, template string, reports int, seed uint64) ([]Defect, error) {
	m := &maker{random: rand.New(rand.NewPCG(seed, seed)), folder: folder, template: strings.Split(template, "\n")}
	for i := range reports / (organsOfCounty * years) {
		m.counties = append(m.counties, m.county(i))
	}
	m.inject()
	return m.defects, m.write()
}

func (m *maker) pick(words string) string {
	list := strings.Fields(words)
	return list[m.random.IntN(len(list))]
}

const (
	firstNames  = "清 安 永 青 白 东 南 云 金 玉 林 石 龙 凤 松 柏 平 兴 宁 泰 和 德 嘉 临 阳 怀 宜 广 长 新"
	secondNames = "河 源 山 水 川 泉 江 湖 溪 坪 岭 丘 原 谷 桥 港 洲 岩 塘 滩 堰 坡 峰 城 陵 浦 津 渡 口 门"
)

// officesListed and officesApart are the organs of a county beside its government.
const (
	officesListed = "财政局 教育局 科技局 公安局 民政局 司法局 人力资源和社会保障局 自然资源局 住房和城乡建设局 交通运输局 水利局 " +
		"农业农村局 商务局 文化和旅游局 卫生健康局 应急管理局 审计局 市场监督管理局 统计局 医疗保障局 信访局 城市管理局 林业局 " +
		"乡村振兴局 退役军人事务局 发展和改革局 东关镇人民政府 西关镇人民政府 北山乡人民政府 柳树镇人民政府 大桥镇人民政府 红旗乡人民政府"
	officesApart = "档案馆 地震局 供销合作社 工商业联合会 残疾人联合会 气象服务中心 政务服务中心"
)

func (m *maker) county(i int) *county {
	first, second := strings.Fields(firstNames), strings.Fields(secondNames)
	c := &county{name: first[i/len(second)%len(first)] + second[i%len(second)] + "县"}
	c.government = m.organ(c, "人民政府", 0)
	for k, name := range strings.Fields(officesListed) {
		c.listed = append(c.listed, m.organ(c, name, k+1))
	}
	for k, name := range strings.Fields(officesApart) {
		c.apart = append(c.apart, m.organ(c, name, listedUnits+k+1))
	}
	for _, o := range append(append([]*organ{}, c.listed...), c.apart...) {
		m.series(o)
	}
	m.texts(c.government)
	m.sums(c)
	return c
}

func (m *maker) organ(c *county, name string, number int) *organ {
	o := &organ{name: c.name + name, short: name, file: fmt.Sprintf("%02d", number)}
	for y := range o.reports {
		o.reports[y] = &reported{
			name: o.name, year: firstYear + y, path: filepath.Join(c.name, fmt.Sprintf("%d-%s.md", firstYear+y, o.file)),
		}
	}
	return o
}

// sums makes the figures of the government those of its units.
func (m *maker) sums(c *county) {
	for y, r := range c.government.reports {
		r.figures = figures{}
		for _, o := range c.listed {
			r.add(&o.reports[y].figures)
		}
	}
}

// series makes the figures of an organ, which follow from those of the year before, and
// its texts.
func (m *maker) series(o *organ) {
	carried := [columns]int{}
	stock := 5 + m.random.IntN(60)
	licences, penalties, coercion, fee := 400+m.random.IntN(3000), 150+m.random.IntN(400), m.random.IntN(40), m.random.IntN(900_000)
	for y, r := range o.reports {
		if y == 0 {
			for c := range totalColumn {
				carried[c] = m.random.IntN(3)
			}
		}
		for c := range totalColumn {
			a := &r.applications
			a[rowIn][c] = carried[c]
			a[rowNew][c] = m.random.IntN(9)
			open := a[rowIn][c] + a[rowNew][c]
			a[rowOut][c] = min(open, m.random.IntN(3))
			carried[c] = a[rowOut][c]
			a[rowDone][c] = open - a[rowOut][c]
			for range a[rowDone][c] {
				a[firstResult+m.random.IntN(lastResult-firstResult+1)][c]++
			}
		}
		for row := range r.applications {
			total := 0
			for _, n := range r.applications[row][:totalColumn] {
				total += n
			}
			r.applications[row][totalColumn] = total
		}
		for group := 0; group < disputes; group += 5 {
			total := 0
			for i := range 4 {
				r.disputes[group+i] = max(0, m.random.IntN(6)-3)
				total += r.disputes[group+i]
			}
			r.disputes[group+4] = total
		}
		r.documents[0], r.documents[1] = m.random.IntN(8), m.random.IntN(4)
		if y == 0 {
			r.documents[2] = stock
		} else {
			r.documents[2] = o.reports[y-1].documents[2] + r.documents[0] - r.documents[1]
			if r.documents[2] < r.documents[0] {
				r.documents[1] = 0
				r.documents[2] = o.reports[y-1].documents[2] + r.documents[0]
			}
		}
		walk := func(n int) int { return n + 1 + m.random.IntN(n/10+2) - m.random.IntN(n/10+2)/2 }
		licences, penalties, coercion, fee = walk(licences), walk(penalties), walk(coercion), walk(fee)
		r.decisions, r.fee = [3]int{licences, penalties, coercion}, fee
	}
	m.texts(o)
}

// texts makes the texts of an organ.
func (m *maker) texts(o *organ) {
	for _, r := range o.reports {
		r.overview, r.problems, r.measures = m.overview(), m.sentences(3, m.problem), m.sentences(3, m.measure)
	}
}

func (m *maker) sentences(n int, sentence func() string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = sentence()
	}
	return out
}

// Words of which sentences are made.
const (
	who  = "办公室 综合科 法规科 各业务科室 信息中心 分管领导 机关党委 基层站所 服务窗口 宣传专员 档案室 督查组 网络专班 政策研究室 值班人员 联络员 驻村工作队 审批专班 财务科 技术骨干"
	when = "年初 上半年 汛期以前 入秋以后 第一季度 第二季度 第三季度 每月上旬 每逢集日 年底 开学前后 春耕时节 换届之后 机构改革以来 主题教育期间 优化营商环境行动中 专项整治当中 暑期 节假日前 农闲时节"
	how  = "逐条 分批 会同相邻单位 采取现场办公方式 利用夜间时间 借助大数据手段 按照清单 本着便民原则 通过问卷调查 结合走访 对照标准 以座谈形式 参照先进地区做法 依托村级站点 在专家指导下 联合媒体 面向企业 面向老年人 围绕重点项目 坚持问题导向"
	did  = "梳理 核对 更新 讲解 归集 审定 校对 补齐 公布 翻译 汇编 张贴 推送 评估 答复 回访 抽查 登记 扫描 演示"
	what = "惠农补贴发放明细 学校招生范围 道路养护计划 水质监测结果 医保报销流程 城市更新方案 食品抽检结果 安全生产提示 旅游线路图 小额贷款政策 保障房配租名单 公交线路调整方案 文物保护范围 就业岗位信息 养老机构收费标准 疫苗接种安排 " +
		"招标投标资料 土地征收补偿标准 防汛责任人名单 税费减免口径 殡葬服务项目 农机购置补贴进度 危房改造对象 河道采砂许可情况 产业扶持政策 职业技能培训计划 社区服务目录 停车位分布图 垃圾分类指南 高标准农田建设进度"
	result = "群众少跑了许多路 企业反映办事更顺畅 电话咨询明显减少 村民看得懂也用得上 点击量稳步增长 留言处理提速 误解和投诉随之下降 窗口排队时间缩短 外地客商也能及时了解 材料退回的情形基本消失 工作衔接更加紧密 审核把关更为严格 老人孩子都能找到需要的内容 " +
		"代表委员给予好评 社会监督渠道得到拓宽 各村之间形成比学赶超的氛围 历史遗留的差错得到纠正 检索时间大为缩短 业务人员心中有数 信息发布走上正轨"
	lacking = "栏目划分过细 附件格式不统一 个别站所上报迟缓 图解数量偏少 人员轮岗频繁 检索功能薄弱 方言地区宣传不足 移动端页面打开缓慢 历史数据缺漏 政策术语晦涩 意见征集参与度低 保密审查环节冗长 乡镇专栏内容单薄 回应社会关注不够主动 经费保障捉襟见肘 " +
		"业务培训流于形式 数据口径前后不一 公示栏位置偏僻 解读滞后于文件 部门之间信息重复录入"
	because = "编制有限 历史欠账较多 基层条件参差不齐 系统升级尚未完成 工作机制不够顺畅 思想认识存在差距 专业人才难以引进 考核指挥棒作用不强 地域分散 新旧平台并行 群众需求变化较快 业务系统互不相通"
	plan    = "重新设计栏目 统一附件模板 建立上报提醒制度 培养兼职图解人员 实行轮岗交接清单 引入智能检索 制作方言短片 压缩页面体积 分期补录数据 编写通俗问答 发放调查问卷 推行并联审查 安排老同志结对帮带 设立专职回应岗位 争取专项资金 改为案例教学 " +
		"编制统一口径手册 迁移公示栏 做到解读与文件同步 推动系统对接"
	effect = "力争半年内见到成效 由主要负责人亲自督办 结果纳入季度通报 邀请群众代表验收 列入重点任务清单 每月调度一次 委托第三方检验 在两个乡镇先行试点 与绩效奖励挂钩 确保不走过场 形成长效做法 完成一项销号一项"
)

func (m *maker) work() string {
	switch m.random.IntN(3) {
	case 0:
		return m.pick(when) + m.pick(who) + m.pick(how) + m.pick(did) + m.pick(what) + "，" + m.pick(result) + "。"
	case 1:
		return m.pick(who) + m.pick(how) + m.pick(did) + "并" + m.pick(did) + m.pick(what) + "和" + m.pick(what) + "，使得" + m.pick(result) + "。"
	}
	return "针对" + m.pick(lacking) + "的情况，" + m.pick(who) + m.pick(when) + m.pick(did) + m.pick(what) + "，" + m.pick(result) + "。"
}

func (m *maker) problem() string {
	return m.pick("由于 因为 受限于") + m.pick(because) + "，" + m.pick(what) + "方面" + m.pick(lacking) + "，" + m.pick(who) + "对此" + m.pick("认识不足 办法不多 跟进较慢 缺少抓手") + "。"
}

func (m *maker) measure() string {
	return m.pick("拟 计划 将") + m.pick(when) + m.pick(plan) + "，" + m.pick(how) + m.pick(did) + m.pick(what) + "，" + m.pick(effect) + "。"
}

func (m *maker) overview() []string {
	out := make([]string, 0, 5)
	for range 5 {
		out = append(out, m.work()+m.work())
	}
	return out
}

// text returns the paragraphs of the overview.
func (r *reported) text() string {
	heads := strings.Fields("主动公开 依申请公开 政府信息管理 政府信息公开平台建设 监督保障")
	var b strings.Builder
	fmt.Fprintf(&b, "%d年，%s按照要求推进各项工作。\n", r.year, r.name)
	for i, p := range r.overview {
		fmt.Fprintf(&b, "\n（%c）%s。", []rune("一二三四五")[i], heads[i])
		if i == 1 {
			a := &r.applications
			fmt.Fprintf(&b, "本年新收政府信息公开申请%d件，上年结转%d件，结转下年度继续办理%d件。", a[rowNew][totalColumn], a[rowIn][totalColumn], a[rowOut][totalColumn])
		}
		b.WriteString(p + "\n")
		if i == 4 && strings.HasSuffix(r.name, "人民政府") {
			b.WriteString("\n年内开展工作考核和社会评议，没有发生责任追究的情形。\n")
		}
	}
	return b.String()
}

func (r *reported) problemsText() string {
	return "存在的主要问题：" + strings.Join(r.problems, "") + "\n\n下一步，" + strings.Join(r.measures, "") + "\n"
}
