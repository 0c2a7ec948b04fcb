jsonp_1({"code":200,"data":{"all":1234567,"like":2210,"unlike":3}});
