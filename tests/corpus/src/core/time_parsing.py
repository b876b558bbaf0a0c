# versions: 2.7,3.6-3.13
# about: time.strptime: every directive, what fits and what does not, weeks and days of the year, zones
import sys
import time
import warnings
warnings.simplefilter('ignore')
TIMES = [0, 951782400, 1078012799, 1230768000, 1483228800, 1706745599, 2000000000]
FORMATS = ['%Y-%m-%d %H:%M:%S', '%d %b %Y', '%A, %d. %B %y', '%j %Y', '%a %U %Y', '%W %w %Y', '%I:%M:%S %p', '%c', '%x %X', '%H%M%S%y%m%d', '%%%Y%%', '%Z %Y', '%y%j', '%m/%d/%Y %I %p']
for moment in TIMES:
    for form in FORMATS:
        text = time.strftime(form, time.gmtime(moment))
        try:
            print('%r %r: %r' % (form, text, tuple(time.strptime(text, form))))
        except ValueError:
            print('%r %r: ValueError %s' % (form, text, sys.exc_info()[1]))
CASES = [('', ''), ('', '%Y'), ('2001', ''), (' 1 2', '%d %m'), ('1\t\n 2', '%d %m'), ('1  2', '%d%m'), ('29 2', '%d %m'), ('366 2001', '%j %Y'), ('366 2004', '%j %Y'), ('0', '%j'), ('0', '%d'), ('32', '%d'),
         ('24', '%H'), ('60', '%M'), ('61', '%S'), ('62', '%S'), ('13 am', '%I %p'), ('12 AM', '%I %p'), ('12 pm', '%I %p'), ('12', '%I'), ('1 P', '%I %p'), ('JANUARY', '%B'), ('january', '%b'), ('jan', '%B'), ('Mo', '%a'), ('mon', '%A'), ('99999', '%Y'), ('999', '%Y'), ('0001', '%Y'),
         ('68', '%y'), ('69', '%y'), ('1', '%y'), ('0 0 2001', '%U %w %Y'), ('53 6 2001', '%W %w %Y'), ('54', '%U'), ('7', '%w'), ('00 Sunday 2006', '%W %A %Y'), ('00 Sunday 2006', '%U %A %Y'), ('52 mon 1999', '%U %a %Y'), ('1', '%f' if sys.version_info[0] > 2 else '%d'), ('5', '%q'), ('5', '%'), ('5', '%Y%'), ('5', '% d'),
         ('a.b', 'a.b'), ('axb', 'a.b'), ('(5)', '(%d)'), ('[5]*', '[%d]*'), ('A5', 'a%d'), ('utc', '%Z'), ('GMT x', '%Z x'), ('EST', '%Z'), ('2001 2002', '%Y %y'), ('Jan 5 Feb', '%b %d'), ('1 2 3', '%d %m'), ('111', '%d%m'), ('1111', '%d%m'), ('11111', '%H%M%S'), ('3:5', '%H:%M'), ('2012-1-1T1:2:3', '%Y-%m-%dT%H:%M:%S')]
if sys.version_info[0] > 2:
    CASES += [('%s' % z, '%z') for z in ('+0100', '-0130', '+01:30', '+013015', '+01:30:15.25', '-01:30:15.000001', 'Z', '+1', '0100', '+2500', '+0160')] + [('.%s' % f, '.%f') for f in ('1', '123', '123456', '1234567')]
    CASES += [('2015 1 1', '%G %V %u'), ('2015 53 sun', '%G %V %a'), ('2009 01 mon', '%G %V %a'), ('2015 1', '%G %V'), ('2015 1', '%G %u'), ('2015 100', '%G %j'), ('2015 1 1', '%Y %V %u'), ('2015 1', '%Y %V'), ('1 1', '%V %u'), ('0', '%V'), ('8', '%u'), ('2015 5', '%G %d')]
for text, form in CASES:
    try:
        made = time.strptime(text, form)
        print('%r %r: %r %r' % (text, form, tuple(made), getattr(made, 'tm_gmtoff', None)))
    except ValueError:
        print('%r %r: ValueError %s' % (text, form, sys.exc_info()[1]))
print(tuple(time.strptime('Sat Nov 22 05:06:07 2026')))
for args in ((5, '%Y'), ('5', 5), (None, None)):
    try:
        print(time.strptime(*args))
    except TypeError:
        print('TypeError %s' % (sys.exc_info()[1] if sys.version_info[0] > 2 else ''))
if sys.version_info[0] > 2:
    made = time.strptime('+0130 UTC', '%z %Z')
    print(made.tm_zone, made.tm_gmtoff)
